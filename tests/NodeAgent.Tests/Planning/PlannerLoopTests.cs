using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Planning;

public sealed class PlannerLoopTests
{
    [Fact]
    public void Two_mirrors_that_feed_each_other_are_cut_at_the_lower_rank()
    {
        var plan = DatapathPlanner.Plan(
            Ask.For(
                Ask.Session("a", ["eth1"], ["eth2"], MirrorDirection.Egress),
                Ask.Session("b", ["eth2"], ["eth1"], MirrorDirection.Egress, priority: 200)),
            Nic.Table("eth1", "eth2"));

        Assert.Equal("eth2", Assert.Single(plan.Edges).Key.Source);
        var refused = plan.Sessions.Single(s => s.Session.Mirror == "a").Edges.Single();
        Assert.Equal((ProgrammedState.Failed, Reasons.Loop), (refused.State, refused.Reason));
        Assert.Contains("eth1:egress → eth2:egress", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_veth_pair_in_one_namespace_carries_a_copy_back()
    {
        var links = new LinkTable(
        [
            Nic.Of("v1", 2) with { Kind = "veth", LowerIndex = 3 }, Nic.Of("v2", 3) with { Kind = "veth", LowerIndex = 2 }, Nic.Of("eth1", 4),
        ]);

        // What v2 receives is sent on v1, whose other end is v2.
        var plan = DatapathPlanner.Plan(Ask.For(Ask.Session("a", ["v2"], ["v1"])), links);

        Assert.Empty(plan.Edges);
        Assert.Equal(Reasons.Loop, plan.Sessions[0].Edges[0].Reason);
    }

    [Fact]
    public void A_veth_whose_peer_is_elsewhere_is_the_end_of_the_line()
    {
        var links = new LinkTable(
        [
            Nic.Of("v1", 2) with { Kind = "veth", LowerIndex = 3, LowerNamespace = 0 }, Nic.Of("v2", 3) with { Kind = "veth", LowerIndex = 2, LowerNamespace = 0 },
        ]);

        Assert.Single(DatapathPlanner.Plan(Ask.For(Ask.Session("a", ["v2"], ["v1"])), links).Edges);
    }

    [Fact]
    public void A_VLAN_sends_through_its_lower_device()
    {
        var links = new LinkTable([Nic.Of("eth1", 2), Nic.Of("eth1.5", 3) with { Kind = "vlan", LowerIndex = 2 }]);

        Assert.Empty(DatapathPlanner.Plan(Ask.For(Ask.Session("a", ["eth1"], ["eth1.5"], MirrorDirection.Egress)), links).Edges);
        Assert.Single(DatapathPlanner.Plan(Ask.For(Ask.Session("a", ["eth1"], ["eth1.5"])), links).Edges);
    }

    [Fact]
    public void A_bond_sends_through_its_ports()
    {
        var links = new LinkTable([Nic.Of("bond0", 2) with { Kind = "bond" }, Nic.Of("eth1", 3) with { MasterIndex = 2 }]);

        Assert.Empty(DatapathPlanner.Plan(Ask.For(Ask.Session("a", ["eth1"], ["bond0"], MirrorDirection.Egress)), links).Edges);
    }
}
