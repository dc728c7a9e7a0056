using System.Globalization;
using System.Text.Json;
using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>The API server's answers to our manifests: accepted or refused, and warnings.</summary>
[Collection(ClusterTests.Name)]
public sealed class AdmissionTests
{
    /// <summary>The first version with Pod Security admission.</summary>
    private const int PodSecurity = 23;

    private const string Enforce = "pod-security.kubernetes.io/enforce";

    [KernelFact]
    public void No_manifest_of_the_chart_or_the_examples_is_warned_about()
    {
        using var folder = new TempDir();
        // With this server's API versions.
        var chart = Try(Release.Namespace, "--set", "networkPolicy.enabled=true,monitoring.dashboards.enabled=true");
        Assert.True(chart.ExitCode == 0, chart.Error);
        File.WriteAllText(folder.At("chart.yaml"), chart.Output);
        string[] files = [folder.At("chart.yaml"), .. Directory.GetFiles(Repository.At("examples"), "*.yaml"), Repository.At("examples/suricata/mirror.yaml")];

        // Nothing is created, so the account of the chart's only bare pod does not exist either.
        Assert.All(files, file => Assert.DoesNotContain(Complaints(file), line => !line.EndsWith("serviceaccount \"k8smirror-test\" not found", StringComparison.Ordinal)));
    }

    [KernelTheory]
    [InlineData("restricted", false)]
    [InlineData("baseline", false)]
    [InlineData("privileged", true)]
    public void A_namespace_that_would_get_no_agents_is_refused_before_anything_is_installed(string level, bool allowed)
    {
        var name = $"pod-security-{level}";
        Kubectl.Apply($$"""
            apiVersion: v1
            kind: Namespace
            metadata: {name: {{name}}, labels: { {{Enforce}}: {{level}} } }
            """);
        try
        {
            var result = Try(name);
            if (allowed || Minor() < PodSecurity)
            {
                Assert.True(result.ExitCode == 0, result.Error);
                return;
            }
            Assert.NotEqual(0, result.ExitCode);
            Assert.Contains($"kubectl label --overwrite namespace {name} {Enforce}=privileged", result.Error, StringComparison.Ordinal);
            Assert.Equal(0, Try(name, "--set", "podSecurity.check=false").ExitCode);
            // The warnings are true, and only about agents: the server names the pods that it would not admit again.
            var violations = Kubectl.Try("label", "--overwrite", "--dry-run=server", "namespace", Release.Namespace, $"{Enforce}={level}").Error;
            Assert.Contains("k8smirror-agent-", violations, StringComparison.Ordinal);
            Assert.DoesNotContain("k8smirror-operator-", violations, StringComparison.Ordinal);
        }
        finally
        {
            _ = Kubectl.Run("delete", "namespace", name, "--wait=false");
        }
    }

    private static string[] Complaints(string file) => Kubectl.Try(
        "apply", "--server-side", "--force-conflicts", "--field-manager=test", "--dry-run=server", "-f", file)
        .Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>As <c>helm install</c> renders it, with the server's API versions.</summary>
    private static CommandResult Try(string name, params IEnumerable<string> flags) => Script.Try([
        "helm", "template", "k8smirror", Repository.At("deploy/helm/k8smirror"), "--namespace", name, "--dry-run=server", "--take-ownership", .. flags]);

    private static int Minor()
    {
        using var version = JsonDocument.Parse(Kubectl.Run("get", "--raw", "/version"));
        return int.Parse(version.RootElement.GetProperty("minor").GetString()!.TrimEnd('+'), CultureInfo.InvariantCulture);
    }
}
