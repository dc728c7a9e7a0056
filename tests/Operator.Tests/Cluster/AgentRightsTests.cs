using System.Net;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>What an agent may do with its token, which is bound to its pod like one from a kubelet.</summary>
public sealed class AgentRightsTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    private const string Accounts = $"api/v1/namespaces/{ChartAccount.Namespace}/serviceaccounts";
    private const string Pods = $"api/v1/namespaces/{ChartAccount.Namespace}/pods";
    private const string Policies = "apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
    private const string Report = """{"status":{"observedGeneration":1}}""";

    [Fact]
    public async Task It_reads_NodeMirrors_and_AddressSets_writes_the_status_of_the_first_and_nothing_else()
    {
        var agent = await AgentOfAsync("node-a");

        Assert.NotNull(await agent.GetAsync($"{TestCluster.NodeMirrors}?fieldSelector=metadata.name%3Dnode-a"));
        await agent.MergeAsync($"{TestCluster.NodeMirrors}/node-a/status", Report);
        Assert.NotNull(await agent.GetAsync($"{TestCluster.Sets}?fieldSelector=metadata.name%3Dbackups"));
        await Cluster.SetAsync("backups", "192.0.2.1");
        await RefusedAsync(() => agent.MergeAsync($"{TestCluster.Sets}/backups", """{"spec":{"cidrs":[]}}"""));
        await RefusedAsync(() => agent.MergeAsync($"{TestCluster.Sets}/backups/status", """{"status":{"ipv4":1}}"""));
        await RefusedAsync(() => agent.GetAsync($"{TestCluster.NodeMirrors}/node-a"));
        await RefusedAsync(() => agent.MergeAsync($"{TestCluster.NodeMirrors}/node-a", """{"spec":{"sessions":[]}}"""));
        await RefusedAsync(() => agent.DeleteAsync($"{TestCluster.NodeMirrors}/node-a"));
        await RefusedAsync(() => agent.GetAsync($"api/v1/namespaces/{ChartAccount.Namespace}/secrets"));
        await RefusedAsync(() => agent.GetAsync(TestCluster.Mirrors));
        await RefusedAsync(() => agent.GetAsync(TestCluster.Nodes));
    }

    [Theory]
    [InlineData("documentation")]
    [InlineData("chart")]
    public async Task The_policy_ties_it_to_its_own_node(string source)
    {
        Assert.SkipWhen(
            await Cluster.Admin.GetAsync(Policies) is null, "this API server has no ValidatingAdmissionPolicy (Kubernetes 1.30 and later have it)");
        await Cluster.Admin.DeleteAsync(Policies);
        foreach (var document in source == "chart" ? PolicyOfTheChart() : PolicyOfTheDocumentation())
        {
            await Cluster.Admin.ApplyAsync(document);
        }

        var agent = await AgentOfAsync("node-a");
        await Cluster.AddNodeAsync("node-b");
        await CreateNodeMirrorAsync("node-b");

        // A policy does not take effect at once.
        await EventuallyAsync.True(
            async () =>
            {
                try
                {
                    await agent.MergeAsync($"{TestCluster.NodeMirrors}/node-b/status", Report);
                    return false;
                }
                catch (ClusterRefusedException refused)
                {
                    return refused.Message.Contains("only the NodeMirror of its own node", StringComparison.Ordinal);
                }
            },
            "the agent of node-a may not write node-b");
        await agent.MergeAsync($"{TestCluster.NodeMirrors}/node-a/status", """{"status":{"observedGeneration":2}}""");
        // It applies only to agents.
        await Cluster.Admin.MergeAsync($"{TestCluster.NodeMirrors}/node-b/status", Report);
    }

    private static async Task RefusedAsync(Func<Task> request) =>
        Assert.Equal(HttpStatusCode.Forbidden, (await Assert.ThrowsAsync<ClusterRefusedException>(request)).Status);

    private static string[] PolicyOfTheDocumentation()
    {
        var page = File.ReadAllText(Path.Combine(ApiServerFixture.Checkout(), "docs/operations/operator.md"));
        return page.Split("```yaml\n")[1].Split("```")[0].Split("---\n");
    }

    private static IEnumerable<string> PolicyOfTheChart() =>
        ChartAccount.Manifest().Where(document => document.Contains("\nkind: ValidatingAdmissionPolicy", StringComparison.Ordinal));

    private async Task<ClusterClient> AgentOfAsync(string node)
    {
        await Cluster.AddNodeAsync(node);
        await CreateNodeMirrorAsync(node);
        await Cluster.Admin.DeleteAsync($"{Pods}/agent?gracePeriodSeconds=0");
        var pod = await Cluster.Admin.CreateAsync(Pods, $$"""
            {"metadata":{"name":"agent"},"spec":{"nodeName":"{{node}}","serviceAccountName":"k8smirror-agent",
             "automountServiceAccountToken":false,"containers":[{"name":"agent","image":"none"}]} }
            """);
        var token = await Cluster.Admin.CreateAsync($"{Accounts}/k8smirror-agent/token", $$"""
            {"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":3600,
             "boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"agent","uid":"{{pod["metadata"]!["uid"]}}"} } }
            """);
        var client = new ClusterClient(Cluster.Server.CreateClientWithToken((string)token["status"]!["token"]!));
        await EventuallyAsync.True(async () => await client.GetAsync(TestCluster.NodeMirrors) is not null, "the role takes effect");
        return client;
    }

    private Task<System.Text.Json.Nodes.JsonNode> CreateNodeMirrorAsync(string name) =>
        Cluster.Admin.ApplyAsync($$"""{"apiVersion":"k8smirror.io/v1alpha1","kind":"NodeMirror","metadata":{"name":"{{name}}"},"spec":{"sessions":[]} }""");
}
