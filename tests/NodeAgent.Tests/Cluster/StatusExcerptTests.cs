using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Cluster;

namespace K8sMirror.NodeAgent.Tests.Cluster;

public sealed class StatusExcerptTests
{
    [Fact]
    public void What_the_server_takes_is_written_whole()
    {
        var status = Status(Session("a", StatusExcerpt.MostEdges));

        Assert.Same(status, StatusExcerpt.Of(status));
    }

    [Fact]
    public void Of_too_many_edges_those_that_matter_are_kept_and_the_others_counted()
    {
        // 200 NICs, both directions, 64 tools.
        var large = Session("large", 25_600, (7, ProgrammedState.Pending, Reasons.InterfaceNotFound), (25_000, ProgrammedState.Failed, Reasons.LoopDetected));
        var small = Session("small", 3);

        var excerpt = StatusExcerpt.Of(Status(large with { State = ProgrammedState.Failed, Reason = Reasons.LoopDetected, Message = "it came back" }, small));

        Assert.Same(small, excerpt.Sessions[1]);
        var (kept, text) = (excerpt.Sessions[0].Edges, excerpt.Sessions[0].Message);
        Assert.Equal("it came back; 2048 of 25600 copies are listed", text);
        Assert.Equal(2048, kept.Count);
        Assert.Contains(large.Edges[7], kept);
        Assert.Contains(large.Edges[25_000], kept);
        Assert.Equal(kept.Select(e => e.Source).Order(StringComparer.Ordinal), kept.Select(e => e.Source));
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(excerpt, ApiJsonContext.Default.NodeMirrorStatus).Length, 0, 1 << 20);
    }

    private static NodeMirrorStatus Status(params SessionStatus[] sessions) => new() { ObservedGeneration = 1, Sessions = sessions };

    private static SessionStatus Session(string mirror, int edges, params (int At, ProgrammedState State, string Reason)[] others)
    {
        var list = Enumerable.Range(0, edges)
            .Select(i => new EdgeStatus { Source = $"cali{i:D11}", Target = "tool0", State = ProgrammedState.Programmed, Reason = Reasons.Programmed })
            .ToArray();
        foreach (var (at, state, reason) in others)
        {
            list[at] = list[at] with { State = state, Reason = reason };
        }
        return new() { Mirror = mirror, State = ProgrammedState.Programmed, Reason = Reasons.Programmed, Edges = list };
    }
}
