using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Tests.Datapath;

/// <summary>What the loop expects of any datapath. The kernel's and the tests' pass the same tests.</summary>
public abstract class DatapathContract
{
    private static readonly EdgeKey First = new("eth1", EdgeDirection.Ingress, "eth2");
    private static readonly EdgeKey Second = new("eth1", EdgeDirection.Egress, "eth3");

    /// <summary>A datapath with nothing programmed; the test disposes it.</summary>
    protected abstract IDatapath Open();

    /// <summary>An edge between NICs eth1 to eth3, which exist.</summary>
    protected abstract DesiredEdge Edge(EdgeKey key);

    /// <summary>Runs a test if this datapath is supported here; otherwise skips it.</summary>
    protected virtual void Inside(Action test) => test();

    [Fact]
    public void Each_desired_edge_gets_one_outcome() => Inside(() =>
    {
        using var datapath = Open();

        var outcomes = datapath.Apply([Edge(First), Edge(Second)]);

        Assert.Equal([First, Second], outcomes.Select(o => o.Key).Order());
        Assert.All(outcomes, o => Assert.True(o.IsProgrammed, o.Message));
    });

    [Fact]
    public void Counters_are_those_of_what_is_desired_with_every_reason() => Inside(() =>
    {
        using var datapath = Open();
        datapath.Apply([Edge(First), Edge(Second)]);
        Assert.Equal([First, Second], datapath.ReadCounters().Select(c => c.Key).Order());

        datapath.Apply([Edge(Second)]);

        var counters = Assert.Single(datapath.ReadCounters());
        Assert.Equal(Second, counters.Key);
        Assert.Equal(Enum.GetValues<DropReason>(), counters.Dropped.Keys.Order());
    });

    [Fact]
    public void Saying_it_again_changes_nothing() => Inside(() =>
    {
        using var datapath = Open();
        datapath.Apply([Edge(First)]);

        Assert.True(Assert.Single(datapath.Apply([Edge(First)])).IsProgrammed);
        Assert.Single(datapath.ReadCounters());
        Assert.Empty(datapath.ReadBrokenEdges());
    });

    [Fact]
    public void Nothing_desired_is_nothing_programmed() => Inside(() =>
    {
        using var datapath = Open();
        datapath.Apply([Edge(First)]);

        Assert.Empty(datapath.Apply([]));
        Assert.Empty(datapath.ReadCounters());
    });

    [Fact]
    public void A_heartbeat_may_come_at_any_time() => Inside(() =>
    {
        using var datapath = Open();

        datapath.Heartbeat(TimeSpan.FromSeconds(60));
        datapath.Apply([Edge(First)]);
        datapath.Heartbeat(TimeSpan.FromSeconds(1));

        Assert.Single(datapath.ReadCounters());
    });

    [Fact]
    public void Without_a_suspicion_there_is_nothing_to_examine() => Inside(() =>
    {
        using var datapath = Open();
        Assert.False(datapath.Examine());

        datapath.Apply([Edge(First), Edge(Second)]);

        Assert.False(datapath.Examine());
        Assert.Empty(datapath.ReadBrokenEdges());
    });

    [Fact]
    public void Copies_may_use_a_third_of_a_CPU_and_none_are_refused_at_first() => Inside(() =>
    {
        using var datapath = Open();
        datapath.Apply([Edge(First)]);

        var cpu = datapath.ReadVitals().Cpu!;

        Assert.Equal(1.0 / 3, cpu.Budget, 3);
        Assert.False(cpu.IsShedding);
        Assert.Equal((0, 0UL), (cpu.InCutter, cpu.Strays));
        Assert.True(cpu.CutterLimit > 0);
    });

    [Fact]
    public void Features_name_the_kernel_and_the_way_in() => Inside(() =>
    {
        using var datapath = Open();

        Assert.NotEmpty(datapath.Features.Release);
        Assert.True(datapath.Features.Attach is "tcx" or "clsact", datapath.Features.Attach);
    });
}
