using System.Text.Json.Nodes;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>Mirrors of pods on a real API server; the tests act as the kubelets.</summary>
public sealed class PodTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    private const string Team = "payments";
    private const string OfTeam = $"api/v1/namespaces/{Team}/pods";
    private const string Clusters = "apis/rbac.authorization.k8s.io/v1/clusterroles";
    private const string Operator = "k8smirror-operator";

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await Cluster.Admin.DeleteAsync(OfTeam + "?gracePeriodSeconds=0");
        await Cluster.Admin.DeleteAsync(TestCluster.Pods + "?gracePeriodSeconds=0");
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_pod_s_life_is_followed_on_its_node()
    {
        await NodesAsync("node-a", "node-b");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        await MirrorAsync("db");
        await Cluster.ConditionBecomesAsync("db", "Programmed", "False/NoPods");
        await Cluster.SessionsBecomeAsync("node-a", "");

        await AddAsync("db-0", "node-a", "db");
        await AddAsync("web-0", "node-b", "web", "10.0.0.9");
        await PodsBecomeAsync("db", selected: 1, waiting: 1);
        Assert.Equal("", await Cluster.SessionsAsync("node-a"));
        await RunAsync("db-0", "10.0.0.1", "2026-01-02T03:04:05Z");
        await Cluster.SessionsBecomeAsync("node-a", "db");
        var pod = (await SessionAsync("node-a", "db"))["pods"]!.AsArray().Single()!;
        Assert.Equal(
            ("payments", "db-0", "10.0.0.1", "2026-01-02T03:04:05Z", 0),
            ((string?)pod["namespace"], (string?)pod["name"], (string?)pod["addresses"]![0], (string?)pod["networkSince"], (int)pod["sources"]![0]!));
        Assert.Equal((string?)(await Cluster.Admin.GetAsync($"{OfTeam}/db-0"))!["metadata"]!["uid"], (string?)pod["uid"]);
        Assert.Equal("1/0/0", await Cluster.CountsAsync("db"));

        await ReportAsync("node-a", mirrored: 1);
        await Cluster.ConditionBecomesAsync("db", "Programmed", "True/Programmed");
        await PodsBecomeAsync("db", selected: 1, mirrored: 1);
        await Cluster.Admin.MergeAsync($"{OfTeam}/db-0/status", """{"status":{"phase":"Failed"} }""");
        await Cluster.SessionsBecomeAsync("node-a", "");
        await Cluster.ConditionBecomesAsync("db", "Programmed", "False/NoPods");
        await PodsBecomeAsync("db", selected: 0);
    }

    [Fact]
    public async Task Only_the_node_of_a_pod_is_written_and_what_does_not_matter_writes_nothing()
    {
        await NodesAsync("node-a", "node-b");
        await AddAsync("db-0", "node-a", "db", "10.0.0.1");
        await AddAsync("db-1", "node-b", "db", "10.0.0.2");
        await MirrorAsync("db");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        await Cluster.SessionsBecomeAsync("node-a", "db");
        await Cluster.SessionsBecomeAsync("node-b", "db");
        var (a, b) = (await VersionAsync("node-a"), await VersionAsync("node-b"));
        await EventuallyAsync.True(async () => await WokenAsync() > 0, "the list has woken the operator");
        var woken = await WokenAsync();

        // Readiness, restarts and the like: many per pod and day.
        await Cluster.Admin.MergeAsync($"{OfTeam}/db-0/status", """{"status":{"message":"busy","conditions":[{"type":"Ready","status":"True"}]} }""");
        // Nor do pods that no mirror selects.
        await AddAsync("web-0", "node-b", "web", "10.0.0.9");
        await Cluster.Admin.DeleteAsync($"{OfTeam}/web-0?gracePeriodSeconds=0");
        await AddAsync("db-2", "node-b", "db", "10.0.0.3");
        await EventuallyAsync.True(async () => (await NamesAsync("node-b")) == "db-1 db-2", "node-b is told of db-2");

        Assert.Equal(a, await VersionAsync("node-a"));
        Assert.NotEqual(b, await VersionAsync("node-b"));
        // One when db-2 got its node, one when it got its address. The page may be a moment old.
        await EventuallyAsync.True(async () => await WokenAsync() > woken, "the operator was woken");
        Assert.InRange(await WokenAsync() - woken, 1, 2);

        Task<double> WokenAsync() => op.MetricAsync("k8smirror_operator_wakeups_total", "source=\"Pod\"");
    }

    [Fact]
    public async Task Namespaces_are_told_apart_by_their_labels()
    {
        await NodesAsync("node-a");
        await AddAsync("db-0", "node-a", "db", "10.0.0.1");
        await Cluster.Admin.CreateAsync(TestCluster.Pods, Pod("db-9", "node-a", "db"));
        await Cluster.Admin.MergeAsync($"{TestCluster.Pods}/db-9/status", """{"status":{"phase":"Running","podIP":"10.0.0.2","podIPs":[{"ip":"10.0.0.2"}]} }""");
        await MirrorAsync("db", ", namespaceSelector: {matchLabels: {team: pay}}");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        await EventuallyAsync.True(async () => await NamesAsync("node-a") == "db-0", "only the pod of the team is there");

        await Cluster.Admin.MergeAsync($"api/v1/namespaces/{Team}", """{"metadata":{"labels":{"team":"other"} } }""");

        await Cluster.SessionsBecomeAsync("node-a", "");
    }

    [Fact]
    public async Task Pods_are_watched_only_while_a_mirror_selects_pods()
    {
        await NodesAsync("node-a");
        await AddAsync("db-0", "node-a", "db", "10.0.0.1");
        await Cluster.AddMirrorAsync("ids");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        await Cluster.SessionsBecomeAsync("node-a", "ids");
        // A new leader lists again; the page that shows this would also show pods.
        await EventuallyAsync.True(async () => await ListsAsync("Node") == 2, "nodes were listed");
        Assert.Equal(0, await ListsAsync("Pod"));

        await MirrorAsync("db");
        await Cluster.SessionsBecomeAsync("node-a", "db ids");
        await EventuallyAsync.True(async () => await ListsAsync("Pod") == 1, "pods were listed once");
        await Cluster.Admin.DeleteAsync($"{TestCluster.Mirrors}/db");
        await Cluster.SessionsBecomeAsync("node-a", "ids");
        await new SimulatedAgent(Cluster, "node-a").ReportAsync();
        await EventuallyAsync.True(async () => await Cluster.MirrorAsync("db") is null, "the mirror is gone");

        await AddAsync("db-1", "node-a", "db", "10.0.0.2");
        await MirrorAsync("db");
        await EventuallyAsync.True(async () => await NamesAsync("node-a") == "db-0 db-1", "both are there");
        await EventuallyAsync.True(async () => await ListsAsync("Pod") == 2, "the watch had ended with the last such mirror");

        Task<double> ListsAsync(string kind) => op.MetricAsync("k8smirror_operator_lists_total", $"kind=\"{kind}\"");
    }

    [Fact]
    public async Task A_restarted_operator_that_cannot_read_pods_ends_no_copy_until_that_is_sure_and_tries_again()
    {
        await NodesAsync("node-a");
        await AddAsync("db-0", "node-a", "db", "10.0.0.1");
        await MirrorAsync("db");
        await Cluster.AddMirrorAsync("ids");
        await using (await RunningOperator.StartAsync(Cluster.Server))
        {
            await Cluster.SessionsBecomeAsync("node-a", "db ids");
        }

        var role = (await Cluster.Admin.GetAsync($"{Clusters}/{Operator}"))!;
        var clock = new OffsetClock();
        try
        {
            await Cluster.Admin.MergeAsync($"{Clusters}/{Operator}", new JsonObject { ["rules"] = new JsonArray([.. WithoutPods(role)]) }.ToJsonString());
            await Cluster.Admin.DeleteAsync($"{TestCluster.Mirrors}/ids");
            await using var op = await RunningOperator.StartAsync(Cluster.Server, clock);
            // It works, and does not read pods.
            await Cluster.SessionsBecomeAsync("node-a", "db");
            Assert.Equal("db-0", await NamesAsync("node-a"));
            await EventuallyAsync.True(
                async () => await op.MetricAsync("k8smirror_operator_watch_restarts_total", "kind=\"Pod\"", "cause=\"error\"") >= 2, "the server has refused");

            clock.Offset = TimeSpan.FromSeconds(31);
            await Cluster.ConditionBecomesAsync("db", "Accepted", "False/PodsDisabled");
            Assert.Contains("pods is forbidden", await Cluster.MessageAsync("db", "Accepted"), StringComparison.Ordinal);
            Assert.Null((await Cluster.Admin.GetAsync($"{TestCluster.Mirrors}/db"))!["status"]!["pods"]);
            await Cluster.SessionsBecomeAsync("node-a", "");
            await Cluster.AddMirrorAsync("other");
            await Cluster.SessionsBecomeAsync("node-a", "other");

            await Cluster.Admin.MergeAsync($"{Clusters}/{Operator}", new JsonObject { ["rules"] = role["rules"]!.DeepClone() }.ToJsonString());
            await Cluster.SessionsBecomeAsync("node-a", "db other");
            await Cluster.ConditionBecomesAsync("db", "Accepted", "True/Accepted");
        }
        finally
        {
            await Cluster.Admin.MergeAsync($"{Clusters}/{Operator}", new JsonObject { ["rules"] = role["rules"]!.DeepClone() }.ToJsonString());
        }
    }

    [Fact]
    public async Task Where_pods_are_switched_off_such_a_mirror_says_so_and_others_go_on()
    {
        await NodesAsync("node-a");
        await AddAsync("db-0", "node-a", "db", "10.0.0.1");
        await MirrorAsync("db");
        await Cluster.AddMirrorAsync("ids");
        await using var op = await RunningOperator.StartAsync(Cluster.Server, with: options => options with { Pods = false });

        await Cluster.ConditionBecomesAsync("db", "Accepted", "False/PodsDisabled");
        Assert.Contains("pods.enabled", await Cluster.MessageAsync("db", "Accepted"), StringComparison.Ordinal);
        await Cluster.SessionsBecomeAsync("node-a", "ids");
        Assert.Equal(0, await op.MetricAsync("k8smirror_operator_lists_total", "kind=\"Pod\""));
    }

    [Fact]
    public async Task Pods_with_their_nodes_network_are_told_of()
    {
        await NodesAsync("node-a");
        await Cluster.Admin.CreateAsync(OfTeam, Pod("db-0", "node-a", "db").Replace("\"containers\"", "\"hostNetwork\":true,\"containers\"", StringComparison.Ordinal));
        await Cluster.Admin.MergeAsync($"{OfTeam}/db-0/status", """{"status":{"phase":"Running","podIP":"192.0.2.1","podIPs":[{"ip":"192.0.2.1"}]} }""");
        await MirrorAsync("db");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);

        await Cluster.ConditionBecomesAsync("db", "Accepted", "True/HostNetwork");
        Assert.Contains("such as payments/db-0", await Cluster.MessageAsync("db", "Accepted"), StringComparison.Ordinal);
        await Cluster.ConditionBecomesAsync("db", "Programmed", "False/NoPods");
        await PodsBecomeAsync("db", selected: 1, failed: 1);
    }

    private async Task NodesAsync(params string[] names)
    {
        await Cluster.Admin.ApplyAsync($$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{Team}}","labels":{"team":"pay"} } }""");
        foreach (var account in (string[])[Team, ChartAccount.Namespace])
        {
            // A bare API server has no controller that creates it, and refuses pods without it.
            await Cluster.Admin.ApplyAsync($$"""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default","namespace":"{{account}}"} }""", account);
        }

        foreach (var name in names)
        {
            await Cluster.AddNodeAsync(name);
        }
    }

    private Task<JsonNode> MirrorAsync(string name, string more = "") => Cluster.Admin.ApplyAsync($$"""
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata:
          name: "{{name}}"
        spec:
          sources:
          - {podSelector: {matchLabels: {app: db} }{{more}} }
          targets:
          - {name: tool, interface: tap}
        """);

    private async Task AddAsync(string name, string node, string app, string? address = null)
    {
        await Cluster.Admin.CreateAsync(OfTeam, Pod(name, node, app));
        if (address is not null)
        {
            await RunAsync(name, address);
        }
    }

    private static string Pod(string name, string node, string app) => $$"""
        {"metadata":{"name":"{{name}}","labels":{"app":"{{app}}"} },"spec":{"nodeName":"{{node}}","containers":[{"name":"c","image":"none"}]} }
        """;

    private Task<JsonNode> RunAsync(string name, string address, string? networkSince = null) => Cluster.Admin.MergeAsync($"{OfTeam}/{name}/status", $$"""
        {"status":{"phase":"Running","podIP":"{{address}}","podIPs":[{"ip":"{{address}}"}],
         "conditions":[{{(networkSince is null ? "" : $$"""{"type":"PodReadyToStartContainers","status":"True","lastTransitionTime":"{{networkSince}}"}""")}}]} }
        """);

    /// <summary>The node's agent reports its whole spec, with so many pods mirrored.</summary>
    private async Task ReportAsync(string node, int mirrored)
    {
        await new SimulatedAgent(Cluster, node).ReportAsync();
        var status = (await Cluster.NodeMirrorAsync(node))!["status"]!.DeepClone();
        foreach (var session in status["sessions"]!.AsArray())
        {
            session!["podCounts"] = new JsonObject { ["selected"] = mirrored, ["mirrored"] = mirrored, ["waiting"] = 0, ["failed"] = 0 };
        }

        await Cluster.Admin.MergeAsync($"{TestCluster.NodeMirrors}/{node}/status", new JsonObject { ["status"] = status }.ToJsonString());
    }

    private async Task<JsonNode> SessionAsync(string node, string mirror) =>
        (await Cluster.NodeMirrorAsync(node))!["spec"]!["sessions"]!.AsArray().Single(s => (string?)s!["mirrorRef"]!["name"] == mirror)!;

    private async Task<string> NamesAsync(string node) => string.Join(' ', ((await Cluster.NodeMirrorAsync(node))?["spec"]?["sessions"]?.AsArray() ?? [])
        .SelectMany(s => s!["pods"]?.AsArray() ?? []).Select(p => (string?)p!["name"]));

    private async Task<string?> VersionAsync(string node) => (string?)(await Cluster.NodeMirrorAsync(node))!["metadata"]!["resourceVersion"];

    private Task PodsBecomeAsync(string mirror, int selected, int mirrored = 0, int waiting = 0, int failed = 0) => EventuallyAsync.True(
        async () => (await Cluster.MirrorAsync(mirror))?["status"]?["pods"] is { } pods
            && ((int)pods["selected"]!, (int)pods["mirrored"]!, (int)pods["waiting"]!, (int)pods["failed"]!) == (selected, mirrored, waiting, failed),
        $"pods of {mirror} are {selected}/{mirrored}/{waiting}/{failed}");

    private static IEnumerable<JsonNode> WithoutPods(JsonNode role) => role["rules"]!.AsArray()
        .Where(rule => !rule!["resources"]!.AsArray().Any(r => (string?)r is "pods" or "namespaces")).Select(rule => rule!.DeepClone());
}
