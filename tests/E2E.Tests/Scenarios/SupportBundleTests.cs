using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Traffic;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>What a bug report from a real cluster contains.</summary>
[Collection(ClusterTests.Name)]
public sealed partial class SupportBundleTests
{
    [KernelFact]
    public void Has_logs_and_metrics_of_every_pod_and_none_of_the_cluster_s_secrets()
    {
        using var traffic = new ClusterTraffic();
        using var mirror = AppliedMirror.Program("reported");
        Assert.All(traffic.Nodes, node => node.Flows());
        using var folder = new TempDir();

        var said = Plugin.Run("support-bundle", "--to", folder.At("report.tar.gz"));

        Assert.DoesNotContain("not in it", said, StringComparison.Ordinal);
        var entries = SupportBundle.Read(folder.At("report.tar.gz"));
        var pods = Kubectl.Run("-n", Release.Namespace, "get", "pods", "-l", "app.kubernetes.io/name=k8smirror", "-o", "jsonpath={.items[*].metadata.name}").Split(' ');
        Assert.Equal(5, pods.Length);
        foreach (var pod in pods)
        {
            Assert.NotEmpty(entries[$"report/pods/{Release.Namespace}-{pod}.log"]);
            Assert.Matches("k8smirror_(agent|operator)_build_info", entries[$"report/pods/{Release.Namespace}-{pod}.metrics.txt"]);
        }
        Assert.Contains("reported", entries["report/mirrors/trafficmirrors.yaml"], StringComparison.Ordinal);
        Assert.All(ClusterFixture.Nodes, node => Assert.Contains($"name: {node.Name}", entries["report/mirrors/nodemirrors.yaml"], StringComparison.Ordinal));
        Assert.Contains("agents 3/3 ready", entries["report/status.txt"], StringComparison.Ordinal);

        var secrets = Secrets();
        Assert.True(secrets.Count > ClusterFixture.Nodes.Count + 1, $"only {secrets.Count} secrets were found to look for");
        Assert.All(entries, entry =>
        {
            Assert.False(secrets.Any(secret => entry.Value.Contains(secret, StringComparison.Ordinal)), $"a secret of the cluster is in {entry.Key}");
            Assert.False(LooksSecret().IsMatch(entry.Value), $"{entry.Key}: {LooksSecret().Match(entry.Value).Value}");
        });
    }

    /// <summary>Data of Secrets (before Kubernetes 1.24 also every account's token), the tokens in the agents' pods, and the admin's credentials.</summary>
    private static HashSet<string> Secrets()
    {
        using var listed = JsonDocument.Parse(Kubectl.Run("get", "secrets", "-A", "-o", "json"));
        var found = listed.RootElement.GetProperty("items").EnumerateArray()
            .SelectMany(secret => secret.TryGetProperty("data", out var data) ? data.EnumerateObject().ToList() : [])
            .Where(entry => entry.Name is not "namespace")
            .Select(entry => Encoding.UTF8.GetString(Convert.FromBase64String(entry.Value.GetString()!)));
        var admin = Regex.Matches(Kubectl.Run("config", "view", "--raw"), "(?:-data|token|password): *\"?([^\"\\s]+)").Select(match => match.Groups[1].Value);
        return [.. found.Concat(admin).Concat(ClusterFixture.Nodes.Select(node => node.AgentToken())).Select(secret => secret.Trim()).Where(secret => secret.Length > 16)];
    }

    [GeneratedRegex("-----BEGIN [A-Z ]+-----|eyJ[A-Za-z0-9_-]{20,}|LS0tLS1CRUdJTi[A-Za-z0-9+/]+")]
    private static partial Regex LooksSecret();
}
