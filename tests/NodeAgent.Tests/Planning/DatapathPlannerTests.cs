using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Planning;

public sealed class DatapathPlannerTests
{
    [Fact]
    public void A_pair_becomes_an_edge_with_the_indexes_of_now()
    {
        var plan = DatapathPlanner.Plan(Ask.For(Ask.Session("a", ["eth1"], ["eth2"])), Nic.Table("eth1", "eth2"));

        var edge = Assert.Single(plan.Edges);
        Assert.Equal(new EdgeKey("eth1", EdgeDirection.Ingress, "eth2"), edge.Key);
        Assert.Equal((2, 3, 1500), (edge.SourceIndex, edge.TargetIndex, edge.TargetMtu));
        Assert.Equal(["a"], edge.Mirrors);
        Assert.Empty(plan.Warnings);
    }

    [Fact]
    public void The_kernel_is_told_of_a_target_that_is_down_or_has_no_carrier_or_is_a_tunnel()
    {
        var links = new LinkTable(
        [
            Nic.Of("eth1", 2), Nic.Of("down", 3) with { IsUp = false, HasCarrier = false }, Nic.Of("unplugged", 4) with { HasCarrier = false },
            Nic.Of("up", 5), Nic.Of("vx0", 6) with { Kind = "vxlan" },
        ]);

        var plan = DatapathPlanner.Plan(Ask.For(Ask.Session("a", ["eth1"], ["down", "unplugged", "up", "vx0"])), links);

        Assert.Equal(
            [("down", false, false), ("unplugged", false, false), ("up", true, false), ("vx0", true, true)],
            plan.Edges.Select(e => (e.Key.Target, e.TargetIsUp, e.TargetIsTunnel)));
    }

    [Fact]
    public void Both_is_ingress_and_egress()
    {
        var plan = DatapathPlanner.Plan(Ask.For(Ask.Session("a", ["eth1"], ["eth2"], MirrorDirection.Both)), Nic.Table("eth1", "eth2"));

        Assert.Equal([EdgeDirection.Ingress, EdgeDirection.Egress], plan.Edges.Select(e => e.Key.Direction));
    }

    [Fact]
    public void A_glob_leaves_out_loopback_cutter_strangers_and_the_mirrors_own_targets()
    {
        var links = new LinkTable(
        [
            Nic.Loopback, Nic.Of("eth1", 2), Nic.Of("eth2", 3), Nic.Of("k8sm-in", 4), Nic.Of("k8sm-out", 5),
            Nic.Of("tun0", 6) with { HardwareType = 65534 }, Nic.Of("can0", 7) with { HardwareType = 280 }, Nic.Of("red", 8) with { Kind = "vrf" },
        ]);

        var plan = DatapathPlanner.Plan(Ask.For(Ask.Session("a", ["*"], ["eth2"])), links);

        Assert.Equal([("eth1", false), ("tun0", true)], plan.Edges.Select(e => (e.Key.Source, e.SourceIsBare)));
        Assert.Equal(2, plan.Sessions[0].Edges.Count);
    }

    [Theory]
    [InlineData("eth9", "eth2", "waits for eth9")]
    [InlineData("eth1", "eth9", "waits for eth9")]
    [InlineData("ens*", "eth2", "waits for ens*")]
    [InlineData("ens*", "eth9", "waits for ens* and eth9")]
    public void A_missing_NIC_is_waited_for(string source, string target, string message)
    {
        var plan = DatapathPlanner.Plan(Ask.For(Ask.Session("a", [source], [target])), Nic.Table("eth1", "eth2"));

        var edge = Assert.Single(plan.Sessions[0].Edges);
        Assert.Equal((ProgrammedState.Pending, Reasons.InterfaceNotFound, message), (edge.State, edge.Reason, edge.Message));
        Assert.Equal(source, edge.Key.Source);
        Assert.Empty(plan.Edges);
    }

    /// <summary>It exists, but under another name: waiting for it would never end.</summary>
    [Theory]
    [InlineData("wan", "eth2", "wan is an alternative name of eth1; mirrors know NICs by their names, write eth1")]
    [InlineData("eth3", "a-name-of-more-than-15-bytes", "a-name-of-more-than-15-bytes is an alternative name of eth1; mirrors know NICs by their names, write eth1")]
    public void An_alternative_name_is_answered_with_the_name(string source, string target, string message)
    {
        var links = new LinkTable([Nic.Of("eth1", 2) with { AlternativeNames = ["wan", "a-name-of-more-than-15-bytes"] }, Nic.Of("eth2", 3), Nic.Of("eth3", 4)]);

        var plan = DatapathPlanner.Plan(Ask.For(Ask.Session("a", [source], [target])), links);

        var edge = Assert.Single(plan.Sessions[0].Edges);
        Assert.Equal((ProgrammedState.Failed, Reasons.Invalid, message), (edge.State, edge.Reason, edge.Message));
    }

    [Theory]
    [InlineData("eth1", "lo", "lo is a loopback device")]
    [InlineData("eth1", "tun0", "tun0 is not an Ethernet device (hardware type 65534)")]
    [InlineData("can0", "eth2", "can0 is neither an Ethernet device nor one that carries IP (hardware type 280)")]
    [InlineData("red", "eth2", "red is a VRF device, whose packets the kernel shows at the NICs in it only: select those")]
    [InlineData("eth1", "red", "red is a VRF device, which would route the copies")]
    [InlineData("eth1", "eth1", "source and target are both eth1; copies need a NIC of their own")]
    [InlineData("k8sm-in", "eth2", "'k8sm-in' is reserved: K8sMirror uses this NIC itself")]
    [InlineData("eth1", "k8sm-out", "'k8sm-out' is reserved: K8sMirror uses this NIC itself")]
    public void What_can_never_be_is_refused(string source, string target, string message)
    {
        var links = new LinkTable([Nic.Loopback, Nic.Of("eth1", 2), Nic.Of("eth2", 3), Nic.Of("tun0", 6) with { HardwareType = 65534 },
            Nic.Of("can0", 7) with { HardwareType = 280 }, Nic.Of("red", 8) with { Kind = "vrf" }]);

        var plan = DatapathPlanner.Plan(Ask.For(Ask.Session("a", [source], [target])), links);

        var edge = Assert.Single(plan.Sessions[0].Edges);
        Assert.Equal((ProgrammedState.Failed, Reasons.Invalid, message), (edge.State, edge.Reason, edge.Message));
        Assert.Empty(plan.Edges);
    }

    [Theory]
    [InlineData("lo", 772, false)]
    [InlineData("wg0", 65534, true)]
    [InlineData("tunl0", 768, true)]
    [InlineData("sit1", 776, true)]
    [InlineData("gre1", 778, true)]
    [InlineData("ip6gre1", 823, true)]
    [InlineData("ip6tnl1", 769, true)]
    [InlineData("ppp0", 512, true)]
    [InlineData("wwan0", 519, true)]
    public void What_carries_IP_can_be_a_source_with_and_without_an_Ethernet_header(string name, int hardwareType, bool isBare)
    {
        var links = new LinkTable([Nic.Of("eth2", 3), Nic.Of(name, 6) with { HardwareType = hardwareType, IsLoopback = name == "lo" }]);

        var plan = DatapathPlanner.Plan(Ask.For(Ask.Session("a", [name], ["eth2"])), links);

        Assert.Equal((name, isBare), Assert.Single(plan.Edges.Select(e => (e.Key.Source, e.SourceIsBare))));
    }

    [Theory]
    [InlineData(false, false, "eth2 is down")]
    [InlineData(true, false, "eth2 has no carrier")]
    public void A_target_that_is_down_is_programmed_and_reported(bool isUp, bool hasCarrier, string message)
    {
        var links = new LinkTable([Nic.Of("eth1", 2), Nic.Of("eth2", 3) with { IsUp = isUp, HasCarrier = hasCarrier }]);

        var plan = DatapathPlanner.Plan(Ask.For(Ask.Session("a", ["eth1"], ["eth2"])), links);

        Assert.Single(plan.Edges);
        var edge = plan.Sessions[0].Edges[0];
        Assert.Equal((ProgrammedState.Failed, Reasons.TargetDown, message), (edge.State, edge.Reason, edge.Message));
    }

    [Fact]
    public void One_edge_serves_all_its_mirrors_and_the_first_by_priority_then_name_owns_it()
    {
        var plan = DatapathPlanner.Plan(
            Ask.For(
                Ask.Session("b", ["eth1"], ["eth2"]),
                Ask.Session("c", ["eth*"], ["eth2"], priority: 200),
                Ask.Session("a", ["eth1"], ["eth2"])),
            Nic.Table("eth1", "eth2"));

        Assert.Equal(["c", "a", "b"], Assert.Single(plan.Edges).Mirrors);
        Assert.All(plan.Sessions, s => Assert.Equal(ProgrammedState.Programmed, Assert.Single(s.Edges).State));
        Assert.Equal("one copy serves this mirror and c, b", plan.Sessions[0].Edges[0].Message);
        Assert.Equal(3, plan.Warnings.Count);
    }

    [Fact]
    public void An_edge_of_many_mirrors_names_a_few_and_counts_the_others()
    {
        var sessions = Enumerable.Range(1, 300).Select(i => Ask.Session($"m{i:D3}", ["eth1"], ["eth2"])).ToArray();

        var plan = DatapathPlanner.Plan(Ask.For(sessions), Nic.Table("eth1", "eth2"));

        Assert.Equal("one copy serves this mirror and m001, m003, m004 and 296 more", plan.Sessions[1].Edges[0].Message);
    }

    [Fact]
    public void A_target_with_a_smaller_MTU_is_warned_of()
    {
        var links = new LinkTable([Nic.Of("eth1", 2) with { Mtu = 9000 }, Nic.Of("eth2", 3)]);

        var warning = Assert.Single(DatapathPlanner.Plan(Ask.For(Ask.Session("a", ["eth1"], ["eth2"])), links).Warnings);

        Assert.Contains("eth1 has an MTU of 9000 and eth2 of 1500", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_65th_target_of_a_hook_is_refused_and_the_lowest_rank_loses()
    {
        var names = Enumerable.Range(1, 70).Select(i => $"t{i:D2}").ToArray();
        var plan = DatapathPlanner.Plan(
            Ask.For(Ask.Session("low", ["eth1"], names[60..], priority: 1), Ask.Session("high", ["eth1"], names[..60])),
            Nic.Table(["eth1", .. names]));

        Assert.Equal(64, plan.Edges.Count);
        var low = plan.Sessions.Single(s => s.Session.Mirror == "low");
        Assert.Equal(["t65", "t66", "t67", "t68", "t69", "t70"],
            low.Edges.Where(e => e.Reason == Reasons.LimitExceeded).Select(e => e.Key.Target));
    }

    [Fact]
    public void The_full_matrix_of_received_traffic_is_no_loop()
    {
        var names = Enumerable.Range(1, 8).Select(i => $"eth{i}").ToArray();
        var sessions = names.Select(n => Ask.Session($"from-{n}", [n], [.. names.Where(t => t != n)])).ToArray();

        Assert.Equal(56, DatapathPlanner.Plan(Ask.For(sessions), Nic.Table(names)).Edges.Count);
    }
}
