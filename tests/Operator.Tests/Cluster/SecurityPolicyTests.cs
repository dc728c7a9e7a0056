using System.Net;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>The admission policies of docs/security.md do what stands there.</summary>
public sealed class SecurityPolicyTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    private const string Policies = "apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";

    // A mirror's targets, and what the server says of them; empty: it takes it.
    private static readonly Dictionary<string, (string Targets, string Refusal)[]> Mirrors = new()
    {
        ["k8smirror-targets"] =
        [
            ("""{"name":"a","interface":"eth5"},{"name":"b","interface":"eth6"}""", ""),
            ("""{"name":"a","interface":"eth5"},{"name":"b","interface":"eth7"}""", "copies may go to eth5 and eth6 only"),
            ("""{"name":"a","tunnel":{"type":"GRE","remote":"192.0.2.10"}}""", "and to no collector"),
        ],
        ["k8smirror-collectors"] =
        [
            ("""{"name":"a","interface":"eth5"}""", ""),
            ("""{"name":"a","tunnel":{"type":"GRE","remote":"192.0.2.10"}},{"name":"b","interface":"eth5"}""", ""),
            ("""{"name":"a","tunnel":{"type":"GRE","remote":"2001:db8:c::7"}}""", ""),
            ("""{"name":"a","interface":"eth5"},{"name":"b","tunnel":{"type":"GRE","remote":"198.51.100.7"}}""", "collectors must be in"),
            ("""{"name":"a","tunnel":{"type":"GRE","remote":"2001:db8:d::7"}}""", "collectors must be in"),
        ],
    };

    [Theory]
    [InlineData("k8smirror-targets", 30)]
    [InlineData("k8smirror-collectors", 31)]
    public async Task A_policy_of_the_documentation_allows_and_refuses_what_it_says(string policy, int minor)
    {
        var served = await MinorAsync();
        Assert.SkipWhen(served < minor, $"the policy is for Kubernetes 1.{minor} and later, and this is 1.{served}");
        try
        {
            foreach (var document in Documents(policy))
            {
                await Cluster.Admin.ApplyAsync(document);
            }
            // A policy takes a moment to take effect.
            await EventuallyAsync.True(
                async () => await RefusalAsync("""{"name":"a","tunnel":{"type":"GRE","remote":"203.0.113.1"}}""") is { Length: > 0 }, $"{policy} is applied");
            foreach (var (targets, refusal) in Mirrors[policy])
            {
                var said = await RefusalAsync(targets);
                Assert.True(refusal.Length == 0 ? said.Length == 0 : said.Contains(refusal, StringComparison.Ordinal), $"{targets}: {said}");
            }
        }
        finally
        {
            await Cluster.Admin.DeleteAsync(Policies);
            await Cluster.Admin.DeleteAsync(Policies.Replace("policies", "policybindings", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Each_policy_of_the_page_is_there_with_its_binding() =>
        Assert.All(
            (string[])["k8smirror-targets", "k8smirror-collectors", "k8smirror-priority"],
            policy => Assert.Equal(["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"], Documents(policy).Select(d => Line(d, "kind: "))));

    /// <summary>Two documents, one block of the page.</summary>
    private static string[] Documents(string policy)
    {
        var page = File.ReadAllText(Path.Combine(ApiServerFixture.Checkout(), "docs/security.md"));
        return page.Split("```yaml\n").Skip(1).Select(block => block.Split("```")[0])
            .Single(block => block.Contains($"\n  name: {policy}\n", StringComparison.Ordinal)).Split("---\n");
    }

    private static string Line(string document, string begin) => document.Split('\n').First(l => l.StartsWith(begin, StringComparison.Ordinal))[begin.Length..];

    private async Task<int> MinorAsync()
    {
        var minor = (string)(await Cluster.Admin.GetAsync("version"))!["minor"]!;
        return int.Parse(minor.TrimEnd('+'), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>What the policy says of a mirror with these targets; empty: the server takes it.</summary>
    private async Task<string> RefusalAsync(string targets)
    {
        try
        {
            await Cluster.Admin.SendAsync(HttpMethod.Post, $"{TestCluster.Mirrors}?dryRun=All", $$"""
                {"apiVersion":"k8smirror.io/v1alpha1","kind":"TrafficMirror","metadata":{"name":"m"},
                 "spec":{"sources":[{"interface":"eth1"}],"targets":[{{targets}}]} }
                """, "application/json");
            return "";
        }
        catch (ClusterRefusedException refused) when (refused.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.Forbidden)
        {
            return refused.Message;
        }
    }
}
