using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Groups;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.Datapath.Tests.Pure;

public sealed class GroupDiffTests
{
    private static readonly IReadOnlyDictionary<AttachPoint, ObservedGroup> Nothing =
        new Dictionary<AttachPoint, ObservedGroup>();

    [Fact]
    public void A_new_hook_is_installed()
    {
        var change = Assert.Single(GroupDiff.Compute([Source(1, "eth1", "eth2")], Nothing));
        Assert.Equal("eth1", change.Install?.Name);
        Assert.Equal(0UL, change.Held);
    }

    [Fact]
    public void The_same_again_changes_nothing() =>
        Assert.Empty(GroupDiff.Compute([Source(1, "eth1", "eth2", "eth3")], Observed(Group("eth1", 0, "eth2", "eth3"), 1)));

    [Fact]
    public void A_hook_that_nobody_wants_goes()
    {
        var change = Assert.Single(GroupDiff.Compute([], Observed(Group("eth1", 0, "eth2"), 1)));
        Assert.Null(change.Install);
        Assert.Equal(1, change.At.Index);
    }

    [Fact]
    public void A_recreated_nic_loses_its_old_hook_before_it_gets_the_new_one()
    {
        var changes = GroupDiff.Compute([Source(9, "eth1", "eth2")], Observed(Group("eth1", 0, "eth2"), 1));
        Assert.Equal([1, 9], changes.Select(c => c.At.Index));
        Assert.Null(changes[0].Install);
        Assert.NotNull(changes[1].Install);
    }

    [Fact]
    public void An_index_that_another_nic_took_over_gets_a_new_group()
    {
        var change = Assert.Single(GroupDiff.Compute([Source(1, "eth7", "eth2")], Observed(Group("eth1", 0, "eth2"), 1)));
        Assert.Equal("eth7", change.Install?.Name);
    }

    [Fact]
    public void A_stopped_edge_stays_stopped_where_it_moves_to_another_place()
    {
        var change = Assert.Single(GroupDiff.Compute([Source(1, "eth1", "eth0", "eth2", "eth3")], Observed(Group("eth1", 0b10, "eth2", "eth3"), 1)));
        Assert.Equal(0b100UL, change.Held);
    }

    [Fact]
    public void An_edge_that_left_and_came_back_starts_afresh() =>
        Assert.Equal(0UL, Assert.Single(GroupDiff.Compute([Source(1, "eth1", "eth2", "eth3")], Observed(Group("eth1", 0, "eth2"), 1))).Held);

    [Fact]
    public void Another_treatment_another_level_or_another_way_of_cutting_is_a_new_group()
    {
        var source = Source(1, "eth1", "eth2");
        var target = source.Targets[0];
        DesiredTarget[] others = [target with { Treatment = new(1, 0, 0) }, target with { Level = 1 }, target with { Takes = PacketClasses.Tcp4 }];
        Assert.All(others, t => Assert.Single(GroupDiff.Compute([source with { Targets = [t] }], Observed(Group("eth1", 0, "eth2"), 1))));
    }

    private static DesiredSource Source(int index, string name, params string[] targets) =>
        new(index, EdgeDirection.Ingress, name, false, false, [.. targets.Select((t, i) => new DesiredTarget(t, 100 + i, 1514, true, false))]);

    private static ObservedGroup Group(string name, ulong stopped, params string[] targets) =>
        new(0, name, EdgeDirection.Ingress, [.. targets.Select((t, i) => new ObservedEdge(t, (uint)i, (uint)i, 0, PacketClasses.None, Treatment.None))], stopped);

    private static Dictionary<AttachPoint, ObservedGroup> Observed(ObservedGroup group, int index) =>
        new() { [new(index, EdgeDirection.Ingress)] = group };
}
