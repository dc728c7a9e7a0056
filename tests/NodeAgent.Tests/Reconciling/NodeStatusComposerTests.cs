using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath;
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

    /// <summary>It is programmed anyway, and the required MTU is in the status before the first frame is lost.</summary>
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

    [Fact]
    public void A_node_says_whether_it_mirrors_and_how_much()
    {
        var links = Nic.Table("eth1", "eth2");
        var plan = DatapathPlanner.Plan(Ask.For(Ask.Session("a", ["eth1"], ["eth2"]), Ask.Session("b", ["eth1"], ["eth9"])), links);
        var rejected = new SessionStatus { Mirror = "c", State = ProgrammedState.Failed, Reason = Reasons.Invalid, Message = "no" };

        var status = NodeStatusComposer.Compose(
            3, plan, links, plan.Edges.Select(e => new EdgeOutcome(e.Key, Reasons.Programmed, "")), [], [], new("6.18", "tcx", []), [rejected]);

        Assert.Equal("tcx", status.Kernel.AttachMode);
        Assert.Equal(new() { Desired = 3, Programmed = 1, Failed = 1 }, status.SessionCounts);
        Assert.Equal(new() { Desired = 2, Programmed = 1 }, status.EdgeCounts);
        Assert.Equal(
            [("Programmed", ConditionStatus.False, 3, Reasons.Invalid), ("Ready", ConditionStatus.False, 3, Reasons.Invalid)],
            status.Conditions.Select(c => (c.Type, c.Status, (int)c.ObservedGeneration, c.Reason)));
    }

    [Fact]
    public void A_node_whose_kernel_cannot_do_it_is_not_ready_and_has_no_attach_mode()
    {
        var refused = new RefusedDatapath(new(Reasons.KernelUnsupported, "Linux 4.19 is too old"));

        var status = NodeStatusComposer.Compose(1, DatapathPlanner.Plan(Ask.For(), Nic.Table()), Nic.Table(), [], [], [], refused.Features, []);

        Assert.Null(status.Kernel.AttachMode);
        var ready = status.Conditions.Single(c => c.Type == ConditionTypes.Ready);
        Assert.Equal((ConditionStatus.False, Reasons.KernelUnsupported, "Linux 4.19 is too old"), (ready.Status, ready.Reason, ready.Message));
    }

    private static EdgeStatus Status(DatapathPlan plan, LinkTable links) => Assert.Single(NodeStatusComposer.Compose(
        1, plan, links, plan.Edges.Select(e => new EdgeOutcome(e.Key, Reasons.Programmed, "")), [], [], new("", "", []), []).Sessions.Single().Edges);
}
