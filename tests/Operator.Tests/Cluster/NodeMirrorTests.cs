using System.Text.Json.Nodes;
using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Cluster;

public sealed class NodeMirrorTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    [Fact]
    public async Task Each_selected_node_gets_the_session_and_each_other_node_an_empty_NodeMirror()
    {
        await Cluster.AddNodeAsync("node-a", ("zone", "edge"));
        await Cluster.AddNodeAsync("node-b", ("zone", "core"));
        await using var op = await RunningOperator.StartAsync(Cluster.Server);

        var mirror = await Cluster.AddMirrorAsync("ids", more: "nodeSelector: {matchLabels: {zone: edge}}");

        await Cluster.SessionsBecomeAsync("node-a", "ids");
        await Cluster.SessionsBecomeAsync("node-b", "");
        var session = (await Cluster.NodeMirrorAsync("node-a"))!["spec"]!["sessions"]![0]!;
        Assert.Equal((string?)mirror["metadata"]!["uid"], (string?)session["mirrorRef"]!["uid"]);
        Assert.Equal("eth1", (string?)session["sources"]![0]!["interface"]);
        Assert.Equal("eth2", (string?)session["targets"]![0]!["interface"]);
    }

    [Fact]
    public async Task The_segmentation_of_a_target_reaches_the_node_and_Auto_takes_no_room_there()
    {
        await Cluster.AddNodeAsync("node-a");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);

        await Cluster.AddMirrorAsync("found-out");
        await Cluster.Admin.ApplyAsync("""
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: whole}
            spec:
              sources: [{interface: eth3, direction: Ingress}]
              targets: [{name: sensor, interface: eth4, segmentation: Device}]
            """);

        await Cluster.SessionsBecomeAsync("node-a", "found-out whole");
        Assert.Equal("Auto", (string?)(await Cluster.MirrorAsync("found-out"))!["spec"]!["targets"]![0]!["segmentation"]);
        var sessions = (await Cluster.NodeMirrorAsync("node-a"))!["spec"]!["sessions"]!;
        Assert.Null(sessions[0]!["targets"]![0]!["segmentation"]);
        Assert.Equal("Device", (string?)sessions[1]!["targets"]![0]!["segmentation"]);
    }

    [Fact]
    public async Task A_Windows_node_is_none_of_ours()
    {
        await Cluster.AddNodeAsync("node-a", ("kubernetes.io/os", "linux"));
        await Cluster.AddNodeAsync("node-w", ("kubernetes.io/os", "windows"));
        await using var op = await PlannedAsync("node-b");

        await ReportProgrammedAsync("node-a", "node-b");

        Assert.Equal("2/2/0", await Cluster.CountsAsync("ids"));
        Assert.Null(await Cluster.NodeMirrorAsync("node-w"));
    }

    [Fact]
    public async Task A_NodeMirror_belongs_to_its_node_and_says_when_its_spec_was_written()
    {
        var node = await Cluster.AddNodeAsync("node-a");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        await Cluster.SessionsBecomeAsync("node-a", "");

        var metadata = (await Cluster.NodeMirrorAsync("node-a"))!["metadata"]!;

        Assert.Equal((string?)node["metadata"]!["uid"], (string?)metadata["ownerReferences"]![0]!["uid"]);
        Assert.True(DateTimeOffset.TryParse((string?)metadata["annotations"]!["k8smirror.io/spec-written-at"], out _));
    }

    [Fact]
    public async Task Labels_nodes_and_mirrors_come_and_go()
    {
        await Cluster.AddNodeAsync("node-a", ("zone", "core"));
        await Cluster.AddMirrorAsync("ids", more: "nodeSelector: {matchLabels: {zone: edge}}");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        await Cluster.SessionsBecomeAsync("node-a", "");

        await Cluster.AddNodeAsync("node-a", ("zone", "edge"));
        await Cluster.SessionsBecomeAsync("node-a", "ids");
        await Cluster.AddNodeAsync("node-b", ("zone", "edge"));
        await Cluster.SessionsBecomeAsync("node-b", "ids");
        await Cluster.AddMirrorAsync("audit", source: "eth3");
        await Cluster.SessionsBecomeAsync("node-b", "audit ids");
        await Cluster.Admin.DeleteAsync($"{TestCluster.Nodes}/node-b");
        await Cluster.SessionsBecomeAsync("node-b", null);
        await Cluster.AddMirrorAsync("ids", more: "paused: true");
        await Cluster.SessionsBecomeAsync("node-a", "audit");
    }

    [Fact]
    public async Task A_node_that_is_re_created_does_not_inherit_what_the_old_one_reported()
    {
        await using var op = await ProgrammedAsync("node-a");

        await Cluster.Admin.DeleteAsync($"{TestCluster.Nodes}/node-a");
        var node = await Cluster.AddNodeAsync("node-a");

        await EventuallyAsync.True(
            async () => await Cluster.NodeMirrorAsync("node-a") is { } mirror && mirror["status"] is null
                && (string?)mirror["metadata"]!["ownerReferences"]![0]!["uid"] == (string?)node["metadata"]!["uid"],
            "a NodeMirror of the new node without a status");
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "Unknown/Pending");
    }

    [Fact]
    public async Task What_others_do_to_a_NodeMirror_is_put_right()
    {
        await using var op = await PlannedAsync("node-a");

        await Cluster.Admin.MergeAsync($"{TestCluster.NodeMirrors}/node-a", """{"spec":{"sessions":[]}}""");
        await Cluster.SessionsBecomeAsync("node-a", "ids");
        await Cluster.Admin.DeleteAsync($"{TestCluster.NodeMirrors}/node-a");
        await Cluster.SessionsBecomeAsync("node-a", "ids");
    }

    [Fact]
    public async Task A_NodeMirror_and_a_report_of_an_earlier_version_count_and_the_spec_takes_its_new_form_with_the_next_change()
    {
        await using (await PlannedAsync("node-a"))
        {
        }
        var path = $"{TestCluster.NodeMirrors}/node-a";
        var session = (await Cluster.NodeMirrorAsync("node-a"))!["spec"]!["sessions"]![0]!.AsObject();
        var reference = session["mirrorRef"]!.DeepClone();
        session.Remove("mirrorRef");
        var earlier = new JsonObject
        {
            ["mirror"] = reference["name"]!.DeepClone(),
            ["mirrorUid"] = reference["uid"]!.DeepClone(),
            ["mirrorGeneration"] = reference["generation"]!.DeepClone(),
        };
        var written = new JsonObject(session.Concat(earlier).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
        await Cluster.Admin.MergeAsync(path, new JsonObject { ["spec"] = new JsonObject { ["sessions"] = new JsonArray(written) } }.ToJsonString());
        var generation = await GenerationAsync();
        earlier["state"] = "Programmed";
        await Cluster.Admin.MergeAsync(
            path + "/status", new JsonObject { ["status"] = new JsonObject { ["observedGeneration"] = generation, ["sessions"] = new JsonArray(earlier) } }.ToJsonString());

        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "True/Programmed");
        Assert.Equal(generation, await GenerationAsync());

        await Cluster.AddMirrorAsync("ids", more: "priority: 7");
        await EventuallyAsync.True(async () => (int?)(await SessionAsync())["mirrorRef"]?["generation"] == 2, "the new form");
        Assert.Null((await SessionAsync())["mirror"]);

        async Task<long> GenerationAsync() => (long)(await Cluster.NodeMirrorAsync("node-a"))!["metadata"]!["generation"]!;
        async Task<JsonNode> SessionAsync() => (await Cluster.NodeMirrorAsync("node-a"))!["spec"]!["sessions"]![0]!;
    }

    [Fact]
    public async Task The_order_in_which_objects_come_has_no_meaning()
    {
        Func<Task>[] objects =
        [
            () => Cluster.AddNodeAsync("node-a", ("zone", "edge")),
            () => Cluster.AddNodeAsync("node-b"),
            () => Cluster.AddMirrorAsync("first"),
            () => Cluster.AddMirrorAsync("second", more: "priority: 200"),
            () => Cluster.AddMirrorAsync("back", source: "eth2", target: "eth1", direction: "Egress"),
            () => Cluster.AddMirrorAsync("edge", source: "eth5", target: "eth6", more: "nodeSelector: {matchLabels: {zone: edge}}"),
        ];
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        var random = new Random(4);
        string? expected = null;
        for (var round = 0; round < 5; round++)
        {
            random.Shuffle(objects);
            foreach (var create in objects)
            {
                await create();
            }

            expected ??= await StableOutcomeAsync();
            await EventuallyAsync.True(async () => await OutcomeAsync() == expected, $"the outcome of round {round} is\n{expected}");
            await Cluster.EmptyAsync();
        }
    }

    /// <summary>The outcome once every mirror has a status and has not changed for a while.</summary>
    private async Task<string> StableOutcomeAsync()
    {
        var (last, same) = ("", 0);
        await EventuallyAsync.True(
            async () =>
            {
                var all = (await Cluster.Admin.ListAsync(TestCluster.Mirrors)).All(m => m["status"] is not null);
                var outcome = await OutcomeAsync();
                same = all && outcome == last ? same + 1 : 0;
                last = outcome;
                return same > 20;
            },
            "the outcome is stable");
        return last;
    }

    private async Task<string> OutcomeAsync()
    {
        var nodes = await Cluster.Admin.ListAsync(TestCluster.NodeMirrors);
        var mirrors = await Cluster.Admin.ListAsync(TestCluster.Mirrors);
        return string.Join('\n', [
            .. nodes.OrderBy(TestCluster.Name).Select(n => $"{TestCluster.Name(n)}: {Strip(n["spec"]!)}"),
            .. mirrors.OrderBy(TestCluster.Name).Select(m => $"{TestCluster.Name(m)}: {string.Join(' ', Conditions(m))}"),
        ]);
    }

    private static string Strip(JsonNode spec)
    {
        foreach (var session in spec["sessions"]!.AsArray())
        {
            session!["mirrorRef"]!.AsObject().Remove("uid");
        }

        return spec.ToJsonString();
    }

    private static IEnumerable<string> Conditions(JsonNode mirror) =>
        mirror["status"]!["conditions"]!.AsArray().Select(c => $"{c!["type"]}={c["status"]}/{c["reason"]}/{c["message"]}");
}
