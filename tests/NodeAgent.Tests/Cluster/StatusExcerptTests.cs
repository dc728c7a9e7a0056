using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
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

    [Fact]
    public void That_frames_are_too_large_is_kept_as_well()
    {
        var large = Session("large", 10_000);
        var edges = large.Edges.ToArray();
        edges[9_000] = edges[9_000] with { Shedding = true };
        edges[9_900] = edges[9_900] with { MtuShortfall = new() { Interface = "eth0", Needed = 1550, DropsAbove = 1464 } };

        var excerpt = StatusExcerpt.Of(Status(large with { Edges = edges }));

        Assert.Contains(edges[9_000], excerpt.Sessions[0].Edges);
        Assert.Contains(edges[9_900], excerpt.Sessions[0].Edges);
    }

    [Fact]
    public void Of_too_many_pods_those_with_a_problem_are_kept()
    {
        var session = Session("a", 3) with
        {
            Pods = [.. Enumerable.Range(0, 256).Select(i => new PodStatus { Namespace = new('n', 63), Name = $"p{i}", State = i < 2 ? ProgrammedState.Failed : ProgrammedState.Programmed, Message = new('m', 200) })],
        };
        var excerpt = StatusExcerpt.Of(Status([.. Enumerable.Range(0, 20).Select(i => session with { Mirror = $"m{i}" })]));

        Assert.True(NodeMirrorLimits.BytesOf(excerpt) <= NodeMirrorLimits.StatusBytes);
        Assert.All(excerpt.Sessions, s =>
        {
            Assert.Equal(3, s.Edges.Count);
            Assert.Equal(["p0", "p1"], s.Pods!.Take(2).Select(p => p.Name));
            Assert.Contains($"{s.Pods!.Count} of 256 pods are listed", s.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void That_copies_are_shed_is_kept_whatever_else_is_the_reason()
    {
        var large = Session("large", 10_000);
        var edges = large.Edges.Select((e, i) => i < 5000 ? e with { State = ProgrammedState.Failed, Reason = Reasons.ProgramFailed } : e).ToArray();
        edges[9_000] = edges[9_000] with { Shedding = true };

        var excerpt = StatusExcerpt.Of(Status(large with { State = ProgrammedState.Failed, Reason = Reasons.ProgramFailed, Edges = edges }));

        Assert.Equal(StatusExcerpt.MostEdges, excerpt.Sessions[0].Edges.Count);
        Assert.Equal(edges[9_000], Assert.Single(excerpt.Sessions[0].Edges, e => e.Shedding));
    }

    [Fact]
    public void However_long_its_words_are_it_leaves_the_spec_its_half_of_the_object()
    {
        var words = new string('w', 3000);
        var sessions = Enumerable.Range(0, 50).Select(n =>
        {
            var session = Session($"m{n}", 80);
            return session with { Message = words, Edges = [.. session.Edges.Select(e => e with { Message = words[..300] })] };
        }).ToArray();

        var excerpt = StatusExcerpt.Of(Status(sessions));

        Assert.InRange(NodeMirrorLimits.BytesOf(excerpt), NodeMirrorLimits.StatusBytes / 2, NodeMirrorLimits.StatusBytes);
        Assert.All(excerpt.Sessions, s => Assert.Matches("^w+…; [1-9][0-9]* of 80 copies are listed$", s.Message));
    }

    [Fact]
    public void The_least_that_is_said_of_as_many_mirrors_as_a_spec_has_room_for_fits()
    {
        var smallest = new MirrorSession
        {
            MirrorRef = new() { Name = "mirror0", Uid = Guid.Empty.ToString(), Generation = 1 },
            Sources = [new() { Interface = "*" }],
            Targets = [new() { Name = "t", Interface = "t" }],
        };
        var count = NodeMirrorLimits.SpecBytes / NodeMirrorLimits.BytesOf(smallest);
        var edges = Session("", 512).Edges.Select(e => e with { State = ProgrammedState.Failed, Reason = Reasons.KernelUnsupported, Message = "no" }).ToList();
        var failed = new SessionStatus
        {
            MirrorRef = smallest.MirrorRef,
            State = ProgrammedState.Failed,
            Reason = Reasons.KernelUnsupported,
            Message = "no such thing",
            Edges = edges,
        };

        var excerpt = StatusExcerpt.Of(Status([.. Enumerable.Repeat(failed, count)]));

        Assert.InRange(NodeMirrorLimits.BytesOf(excerpt), 0, NodeMirrorLimits.StatusBytes);
        Assert.Equal(count, excerpt.Sessions.Count);
        Assert.All(excerpt.Sessions, s => Assert.Equal((ProgrammedState.Failed, Reasons.KernelUnsupported), (s.State, s.Reason)));
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
