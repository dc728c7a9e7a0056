using System.Collections.Concurrent;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Vitals;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Reconciling;

public sealed class SheddingWatchTests : IDisposable
{
    private static readonly EdgeKey Low = new("eth1", EdgeDirection.Ingress, "eth3");
    private static readonly EdgeKey High = new("eth1", EdgeDirection.Ingress, "eth2");
    private readonly HandClock clock = new();
    private readonly ConcurrentQueue<string> lines = new();
    private readonly FakeDatapath datapath = new();
    private readonly SheddingWatch watch;

    public SheddingWatchTests()
    {
        watch = new(clock, new RecordingLogger<AgentLoop>(lines));
        datapath.Apply([new(High, 1, 2, 1500, ["a"]), new(Low, 1, 3, 1500, ["b"])]);
    }

    [Fact]
    public void Only_edges_that_lose_copies_are_named_and_said_once()
    {
        Assert.False(Look(isShedding: false));

        datapath.Pass(Low, seen: 10, dropped: 4);
        Assert.True(Look(isShedding: true));
        Assert.Equal([Low], watch.Edges);

        datapath.Pass(Low, seen: 20, dropped: 8);
        Assert.False(Look(isShedding: true));
        Assert.Equal("Copies are refused to stay within the CPU budget: eth1:ingress→eth3", Assert.Single(lines));
    }

    [Fact]
    public void Another_edge_that_loses_copies_is_added_in_order()
    {
        datapath.Pass(Low, seen: 10, dropped: 4);
        Look(isShedding: true);

        datapath.Pass(High, seen: 10, dropped: 1);

        Assert.True(Look(isShedding: true));
        Assert.Equal([High, Low], watch.Edges);
    }

    [Fact]
    public void An_edge_is_named_until_half_a_minute_after_its_last_loss()
    {
        datapath.Pass(Low, seen: 10, dropped: 4);
        Look(isShedding: true);

        clock.Pass(TimeSpan.FromSeconds(20));
        datapath.Pass(Low, seen: 20, dropped: 8);
        Look(isShedding: true);
        clock.Pass(TimeSpan.FromSeconds(20));
        Assert.False(Look(isShedding: false));
        Assert.Equal([Low], watch.Edges);

        clock.Pass(TimeSpan.FromSeconds(11));
        Assert.True(Look(isShedding: false));
        Assert.Empty(watch.Edges);
        Assert.Equal("The CPU budget is enough again", lines.Last());
    }

    [Fact]
    public void What_was_lost_before_does_not_count_for_an_edge_that_loses_nothing_now()
    {
        datapath.Pass(High, seen: 10, dropped: 4);
        Look(isShedding: true);
        clock.Pass(TimeSpan.FromSeconds(31));
        Look(isShedding: false);

        datapath.Pass(Low, seen: 10, dropped: 4);

        Assert.True(Look(isShedding: true));
        Assert.Equal([Low], watch.Edges);
    }

    [Fact]
    public void A_datapath_at_rest_sheds_nothing() => Assert.False(watch.Look(datapath, DatapathVitals.None));

    public void Dispose() => datapath.Dispose();

    private bool Look(bool isShedding) => watch.Look(datapath, new(new(0.2, TimeSpan.Zero, isShedding, 0, 500, 0), []));
}
