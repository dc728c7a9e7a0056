using System.Net;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.NodeAgent.Collectors;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Planning;

public sealed class CollectorPlanTests
{
    private static readonly TargetTunnel Vxlan = new() { Type = TunnelType.VXLAN, Remote = "192.0.2.10", Id = 42 };
    private static readonly LinkTable Links = Nic.Table("eth1", "eth2");

    [Theory]
    [InlineData(nameof(CollectorState.Usable), ProgrammedState.Programmed, Reasons.Programmed)]
    [InlineData(nameof(CollectorState.Resolving), ProgrammedState.Pending, Reasons.TargetDown)]
    [InlineData(nameof(CollectorState.Unreachable), ProgrammedState.Failed, Reasons.TargetDown)]
    [InlineData(nameof(CollectorState.Unhealthy), ProgrammedState.Failed, Reasons.TargetDown)]
    public void An_edge_says_how_its_collector_is(string name, ProgrammedState expected, string reason)
    {
        var state = Enum.Parse<CollectorState>(name);
        var plan = Plan(Target(Vxlan), Path() with { State = state, Problem = state == CollectorState.Usable ? "" : "no route to 192.0.2.10" });

        var edge = Assert.Single(Assert.Single(plan.Sessions).Edges);
        Assert.Equal((expected, reason, true), (edge.State, edge.Reason, edge.IsDesired));
        Assert.Equal(state == CollectorState.Usable ? "" : "no route to 192.0.2.10", edge.Message);
        // Copies continue if only the health check fails: a wrong check must not lose them.
        Assert.Equal(state is CollectorState.Usable or CollectorState.Unhealthy, Assert.Single(plan.Edges).TargetIsUp);
    }

    [Fact]
    public void A_collector_that_nobody_has_looked_up_is_waited_for()
    {
        var edge = Assert.Single(DatapathPlanner.Plan(Ask.For(Session(Target(Vxlan))), Links).Sessions[0].Edges);
        Assert.Equal((ProgrammedState.Pending, Reasons.TargetDown), (edge.State, edge.Reason));
    }

    [Theory]
    [InlineData(MtuPolicy.Drop, 0, "eth1 has an MTU of 1500, for which copies to vxlan:42@192.0.2.10 need 1550 bytes, and eth2 carries 1500: frames above 1464 bytes are dropped as frame_too_big; give eth2 an MTU of at least 1550, or set mtuPolicy to Slice or Fragment")]
    [InlineData(MtuPolicy.Slice, 0, "eth1 has an MTU of 1500, for which copies to vxlan:42@192.0.2.10 need 1550 bytes, and eth2 carries 1500: frames above 1464 bytes are cut short; give eth2 an MTU of at least 1550 to keep them whole")]
    [InlineData(MtuPolicy.Fragment, 0, "eth1 has an MTU of 1500, for which copies to vxlan:42@192.0.2.10 need 1550 bytes, and eth2 carries 1500: frames above 1464 bytes leave in fragments; give eth2 an MTU of at least 1550 to avoid that")]
    [InlineData(MtuPolicy.Drop, 256, null)]
    public void What_will_not_fit_is_said_before_it_is_lost(MtuPolicy policy, int snapLength, string? warning)
    {
        var session = Session(Target(Vxlan) with { MtuPolicy = policy }) with { SnapLength = snapLength };
        var plan = DatapathPlanner.Plan(Ask.For(session), Links, PrefixSets.None, Ways(session, Path()));
        Assert.Equal(warning, plan.Warnings.SingleOrDefault()?.Message);
        Assert.Equal(
            warning is null ? null : new MtuShortfall { Interface = "eth2", Needed = 1550, DropsAbove = policy == MtuPolicy.Drop ? 1464 : 0 },
            plan.Sessions.Single().Edges.Single().Fit?.Shortfall);
    }

    /// <summary>Frames that are lost whatever mtuPolicy is: too many fragments, or too long for a checksum.</summary>
    [Theory]
    [InlineData("192.0.2.10", MtuPolicy.Fragment, 9000, 1500, 9050, 0)]
    [InlineData("192.0.2.10", MtuPolicy.Fragment, 9000, 1100, 9050, 8624)]
    [InlineData("192.0.2.10", MtuPolicy.Slice, 9000, 1100, 9050, 0)]
    [InlineData("192.0.2.10", MtuPolicy.Drop, 9000, 1100, 9050, 1064)]
    [InlineData("2001:db8::10", MtuPolicy.Slice, 9300, 1500, 0, 9216)]
    [InlineData("2001:db8::10", MtuPolicy.Drop, 9300, 9600, 0, 9216)]
    [InlineData("2001:db8::10", MtuPolicy.Drop, 9300, 1500, 0, 1444)]
    [InlineData("2001:db8::10", MtuPolicy.Fragment, 9000, 1280, 9070, 0)]
    public void Above_which_size_frames_are_lost_is_known(string remote, MtuPolicy policy, int source, int way, int needed, int dropsAbove)
    {
        var fit = FrameFit.Through(Nic.Of("eth1", 2) with { Mtu = source }, Target(Vxlan with { Remote = remote }) with { MtuPolicy = policy }, 0, Path() with { Mtu = way });
        Assert.Equal(new MtuShortfall { Interface = "eth2", Needed = needed, DropsAbove = dropsAbove }, fit?.Shortfall);
    }

    [Theory]
    [InlineData(TunnelType.VXLAN, "192.0.2.10", 0, 36)]
    [InlineData(TunnelType.Geneve, "2001:db8::10", 0, 56)]
    [InlineData(TunnelType.GRE, "192.0.2.10", 0, 28)]
    [InlineData(TunnelType.ERSPAN, "192.0.2.10", 1, 36)]
    [InlineData(TunnelType.ERSPAN, "2001:db8::10", 2, 60)]
    public void Overheads_are_those_of_the_headers(TunnelType type, string remote, int version, int expected) =>
        Assert.Equal(expected, TunnelWay.OverheadOf(new() { Type = type, Remote = remote, Id = 1, Version = version }));

    /// <summary>Whole if they leave by hardware, if the mirror asks for it, or if they fit.</summary>
    [Theory]
    [InlineData(TunnelType.VXLAN, "192.0.2.10", TargetSegmentation.Auto, true, 1600, true)]
    [InlineData(TunnelType.VXLAN, "192.0.2.10", TargetSegmentation.Auto, false, 1600, false)]
    [InlineData(TunnelType.GRE, "2001:db8::10", TargetSegmentation.Auto, true, 1600, true)]
    [InlineData(TunnelType.VXLAN, "192.0.2.10", TargetSegmentation.Node, true, 1600, false)]
    [InlineData(TunnelType.VXLAN, "192.0.2.10", TargetSegmentation.Auto, true, 1500, false)]
    [InlineData(TunnelType.VXLAN, "192.0.2.10", TargetSegmentation.Device, false, 1600, true)]
    [InlineData(TunnelType.VXLAN, "2001:db8::10", TargetSegmentation.Device, true, 1600, false)]
    [InlineData(TunnelType.ERSPAN, "192.0.2.10", TargetSegmentation.Device, true, 1600, false)]
    public void Super_packets_go_whole_where_they_leave_by_hardware(
        TunnelType type, string remote, TargetSegmentation segmentation, bool isHardware, int mtu, bool whole)
    {
        var tunnel = Vxlan with { Type = type, Remote = remote };
        var way = new TunnelWay(tunnel, MtuPolicy.Drop, 3, mtu, null, default, default);
        Assert.Equal(
            whole ? PacketClasses.Tcp4 | PacketClasses.Tcp6 : PacketClasses.None,
            SegmentationChoice.Takes(segmentation, Nic.Of("eth1", 2), Nic.Of("eth2", 3) with { IsHardware = isHardware }, way));
    }

    [Fact]
    public void Mirrors_with_the_same_collector_share_a_copy()
    {
        var sessions = new[] { Session(Target(Vxlan)), Session(Target(Vxlan) with { Name = "other" }) with { Mirror = "b" } };
        var plan = DatapathPlanner.Plan(Ask.For(sessions), Links, PrefixSets.None, Ways(sessions[0], Path()));
        Assert.Equal(["a", "b"], Assert.Single(plan.Edges).Mirrors);
    }

    /// <summary>Copies of both leave in the same packets, so only one setting applies, and the second mirror is told.</summary>
    [Fact]
    public void Of_different_settings_for_a_collector_those_of_the_first_mirror_hold()
    {
        var first = Session(Target(Vxlan with { Dscp = 10 })) with { Mirror = "z", Priority = 200 };
        var second = Session(Target(Vxlan with { Dscp = 46, SourceAddress = "192.0.2.99" }) with { MtuPolicy = MtuPolicy.Slice }) with { Sources = [new() { Interface = "eth3", Direction = MirrorDirection.Ingress }] };
        var links = Nic.Table("eth1", "eth2", "eth3");
        var plan = DatapathPlanner.Plan(Ask.For(second, first), links, PrefixSets.None, new(CollectorWays.In(Ask.For(first, second)).ToDictionary(
            c => c, c => c.Source is null ? Path() with { Mtu = 9000 } : Path() with { State = CollectorState.Unreachable, Problem = "no such address" })));

        Assert.All(plan.Edges, e => Assert.Equal((10, MtuPolicy.Drop, true), (e.TargetWay!.Tunnel.Dscp, e.TargetWay.MtuPolicy, e.TargetIsUp)));
        Assert.All(plan.Sessions, s => Assert.Equal(ProgrammedState.Programmed, Assert.Single(s.Edges).State));
        var warning = Assert.Single(plan.Warnings);
        Assert.Equal(("a", "mirror z goes first and has other settings for vxlan:42@192.0.2.10: those hold on this node, since copies of both leave in the same packets"), (warning.Mirror, warning.Message));
    }

    [Fact]
    public void What_the_datapath_cannot_name_or_hold_is_refused_and_nothing_else()
    {
        var odd = Vxlan with { Type = TunnelType.Geneve, Remote = "2001:db8:1111:2222:3333:4444:5555:6666", Id = 16777215, Port = 65535 };
        var many = Enumerable.Range(0, 5).Select(i => Ask.Session($"m{i}", [$"eth{i}"], []) with
        {
            Priority = 10,
            Targets = [.. Enumerable.Range(0, 60).Select(c => new MirrorTarget { Name = $"c{c}", Tunnel = Vxlan with { Id = (i * 60) + c } })],
        });
        MirrorSession[] sessions = [Session(Target(Vxlan with { Id = 5000 })), Session(Target(odd)) with { Mirror = "odd", SourceTag = new() { Vlan = 4000 } }, .. many];
        var links = Nic.Table([.. Enumerable.Range(0, 5).Select(i => $"eth{i}")]);
        var plan = DatapathPlanner.Plan(Ask.For(sessions), links, PrefixSets.None, new(CollectorWays.In(Ask.For(sessions)).ToDictionary(c => c, c => FakePaths.Usable(c.Remote) with { Mtu = 9000 })));

        Assert.Equal(ProgrammedState.Programmed, Assert.Single(plan.Sessions.Single(s => s.Session.Mirror == "a").Edges).State);
        var refused = Assert.Single(plan.Sessions.Single(s => s.Session.Mirror == "odd").Edges);
        Assert.Equal((Reasons.LimitExceeded, false), (refused.Reason, refused.IsDesired));
        Assert.Contains("has more than 63 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Equal(DatapathLimits.TargetsPerNode, plan.Edges.Select(e => e.Key.TargetId).Distinct().Count());
        Assert.Equal(45, plan.Sessions.SelectMany(s => s.Edges).Count(e => e.Message == "the node already has 256 targets of higher rank"));
    }

    private static DatapathPlan Plan(MirrorTarget target, CollectorPath path)
    {
        var session = Session(target);
        return DatapathPlanner.Plan(Ask.For(session), Links, PrefixSets.None, Ways(session, path));
    }

    private static CollectorWays Ways(MirrorSession session, CollectorPath path) => new(CollectorWays.In(Ask.For(session)).ToDictionary(c => c, _ => path));

    private static MirrorSession Session(MirrorTarget target) => Ask.Session("a", ["eth1"], []) with { Targets = [target] };

    private static MirrorTarget Target(TargetTunnel tunnel) => new() { Name = "collector", Tunnel = tunnel };

    private static CollectorPath Path() => FakePaths.Usable(IPAddress.Parse("192.0.2.10"));
}
