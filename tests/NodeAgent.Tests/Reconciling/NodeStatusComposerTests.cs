using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Reconciling;

public sealed class NodeStatusComposerTests
{
    [Theory]
    [InlineData("eth9", "eth2", "eth9")]
    [InlineData("eth1", "eth9", "eth9")]
    [InlineData("eth8", "eth9", "eth8 eth9")]
    [InlineData("ens*", "eth2", "ens*")]
    [InlineData("eth1", "eth2", null)]
    public void An_edge_names_the_NICs_that_are_missing(string source, string target, string? missing)
    {
        var links = Nic.Table("eth1", "eth2");
        var plan = DatapathPlanner.Plan(Ask.For(Ask.Session("a", [source], [target])), links);

        var status = NodeStatusComposer.Compose(1, plan, links, [], [], [], new("", "", []), []);

        Assert.Equal(missing?.Split(' '), Assert.Single(status.Sessions.Single().Edges).Missing);
    }

    /// <summary>It is programmed all the same, and the number to set is in the status before the first frame is lost.</summary>
    [Theory]
    [InlineData("eth2", 9000, 1500, "eth1 has an MTU of 9000 and eth2 of 1500: larger frames are dropped as frame_too_big; give eth2 an MTU of at least 9000")]
    [InlineData("eth2", 1500, 1500, "")]
    public void An_edge_says_which_MTU_it_needs(string target, int sourceMtu, int targetMtu, string message)
    {
        var links = new LinkTable([Nic.Of("eth1", 2) with { Mtu = sourceMtu }, Nic.Of("eth2", 3) with { Mtu = targetMtu }]);
        var plan = DatapathPlanner.Plan(Ask.For(Ask.Session("a", ["eth1"], [target])), links);

        var edge = Status(plan, links);

        Assert.Equal((ProgrammedState.Programmed, Reasons.Programmed, message), (edge.State, edge.Reason, edge.Message));
        Assert.Equal(message.Length == 0 ? null : new MtuShortfall { Interface = target, Needed = sourceMtu, DropsAbove = targetMtu + 14 }, edge.MtuShortfall);
    }

    [Fact]
    public void An_edge_whose_target_is_down_says_that_alone()
    {
        var links = new LinkTable([Nic.Of("eth1", 2) with { Mtu = 9000 }, Nic.Of("eth2", 3) with { HasCarrier = false }]);
        var edge = Status(DatapathPlanner.Plan(Ask.For(Ask.Session("a", ["eth1"], ["eth2"])), links), links);
        Assert.Equal((Reasons.TargetDown, "eth2 has no carrier", null), (edge.Reason, edge.Message, edge.MtuShortfall));
    }

    private static EdgeStatus Status(DatapathPlan plan, LinkTable links) => Assert.Single(NodeStatusComposer.Compose(
        1, plan, links, plan.Edges.Select(e => new EdgeOutcome(e.Key, Reasons.Programmed, "")), [], [], new("", "", []), []).Sessions.Single().Edges);
}
