using System.Text.Json;
using System.Text.Json.Nodes;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Cluster;

public sealed class RoomTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    // 64 patterns of 63 characters for 64 tools: 13 KB each, and 736 KiB have room for 59.
    private const int Mirrors = 64;

    [Fact]
    public async Task Mirrors_that_a_NodeMirror_has_no_room_for_are_left_out_on_that_node_and_say_so()
    {
        await Cluster.AddNodeAsync("node-a", ("zone", "edge"));
        await Cluster.AddNodeAsync("node-b", ("zone", "core"));
        for (var n = 0; n < Mirrors; n++)
        {
            await Cluster.Admin.ApplyAsync(Large(n).ToJsonString());
        }
        await using var op = await RunningOperator.StartAsync(
            Cluster.Server,
            // As in the chart: a server is slow with so large an object, and a write may take 4/15 of this.
            with: options => options with { LeaseDuration = TimeSpan.FromSeconds(15) });
        await Cluster.ConditionBecomesAsync(Name(Mirrors - 1), "Programmed", "False/LimitExceeded");

        // The node has all others, and later mirrors are programmed as usual.
        var told = (await Cluster.SessionsAsync("node-a"))!.Split(' ');
        Assert.InRange(told.Length, 50, Mirrors - 1);
        Assert.Equal(Enumerable.Range(0, told.Length).Select(Name), told);
        await Cluster.ConditionBecomesAsync(Name(told.Length - 1), "Programmed", "Unknown/Pending");
        Assert.Equal("True/Accepted", await Cluster.ConditionAsync(Name(Mirrors - 1), "Accepted"));
        await Cluster.AddMirrorAsync("small");
        await Cluster.SessionsBecomeAsync("node-a", string.Join(' ', [.. told, "small"]));
        Assert.Equal("2/0/1", await Cluster.CountsAsync(Name(Mirrors - 1)));

        // Its agent can write the longest status that it may write.
        await Cluster.Admin.MergeAsync($"{TestCluster.NodeMirrors}/node-a/status", LongestStatus((await Cluster.NodeMirrorAsync("node-a"))!));
        await Cluster.ConditionBecomesAsync(Name(0), "Programmed", "Unknown/Pending");
        await new SimulatedAgent(Cluster, "node-b").ReportAsync();
        await Cluster.ConditionBecomesAsync(Name(0), "Programmed", "True/Programmed");
        await EventuallyAsync.True(async () => await Cluster.CountsAsync(Name(Mirrors - 1)) == "2/1/1", "on node-b the last one is programmed");
        Assert.Equal("False/LimitExceeded", await Cluster.ConditionAsync(Name(Mirrors - 1), "Programmed"));

        // Room is used as soon as it is free.
        await Cluster.Admin.DeleteAsync($"{TestCluster.Mirrors}/{Name(0)}");
        await Cluster.SessionsBecomeAsync("node-a", string.Join(' ', [.. told[1..], Name(told.Length), "small"]));
    }

    private static string Name(int n) => $"m{n:00}";

    /// <summary>The first and the last for every node, the others for one.</summary>
    private static JsonNode Large(int n) => JsonSerializer.SerializeToNode(
        new TrafficMirror
        {
            Metadata = new() { Name = Name(n) },
            Spec = new()
            {
                NodeSelector = n is 0 or Mirrors - 1 ? null : new() { MatchLabels = new Dictionary<string, string> { ["zone"] = "edge" } },
                Sources = [.. Enumerable.Range(0, 64).Select(i => new MirrorSource { Interface = $"s{n:00}-{i:00}[{new string('a', 54)}]*" })],
                Targets = [.. Enumerable.Range(0, 64).Select(i => new MirrorTarget { Name = $"t{i}{new string('x', 60)}", Interface = $"t-{n:00}-{i:00}" })],
            },
        },
        ApiJsonContext.Default.TrafficMirror)!;

    /// <summary>Every mirror programmed, with as many edges as fit.</summary>
    private static string LongestStatus(JsonNode nodeMirror)
    {
        var spec = nodeMirror["spec"].Deserialize(ApiJsonContext.Default.NodeMirrorSpec)!;
        var edge = new EdgeStatus { Source = "eth1", Target = "eth2", State = ProgrammedState.Programmed, Reason = Reasons.Programmed, Message = new string('x', 4096) };
        var status = new NodeMirrorStatus
        {
            ObservedGeneration = (long)nodeMirror["metadata"]!["generation"]!,
            Sessions =
            [
                .. spec.Sessions.Select(s => new SessionStatus
                {
                    MirrorRef = s.MirrorRef, State = ProgrammedState.Programmed, Reason = Reasons.Programmed,
                }),
            ],
        };
        var edges = new List<EdgeStatus>();
        while (With(edges) is var longer && NodeMirrorLimits.BytesOf(longer) <= NodeMirrorLimits.StatusBytes)
        {
            status = longer;
            edges.Add(edge);
        }
        return new JsonObject { ["status"] = JsonSerializer.SerializeToNode(status, ApiJsonContext.Default.NodeMirrorStatus) }.ToJsonString();

        NodeMirrorStatus With(List<EdgeStatus> all) => status with { Sessions = [status.Sessions[0] with { Edges = [.. all] }, .. status.Sessions.Skip(1)] };
    }
}
