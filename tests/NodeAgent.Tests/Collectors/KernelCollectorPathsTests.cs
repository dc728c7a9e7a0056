using System.Net;
using K8sMirror.NodeAgent.Collectors;
using K8sMirror.Testing;

namespace K8sMirror.NodeAgent.Tests.Collectors;

public sealed class KernelCollectorPathsTests
{
    [KernelTheory]
    [InlineData("192.0.2.10", "192.0.2.1")]
    [InlineData("2001:db8::10", "2001:db8::1")]
    public void A_collector_on_the_network_is_its_own_next_hop(string remote, string source)
    {
        using var rig = new PathRig();
        Assert.Equal(
            new CollectorPath
            {
                Index = rig.Cable.Left.Index,
                Nic = "eth0",
                Mtu = 1500,
                Source = IPAddress.Parse(source),
                NextHop = IPAddress.Parse(remote),
                LocalMac = rig.Cable.Left.Address,
                NextHopMac = rig.Cable.Right.Address,
            },
            rig.AwaitUsable(PathRig.To(remote)));
    }

    [KernelTheory]
    [InlineData("route add 198.51.100.0/24 via 192.0.2.10", "198.51.100.7", "192.0.2.10")]
    [InlineData("route add 198.51.100.0/24 via inet6 fe80::9 dev eth0", "198.51.100.7", "fe80::9")]
    [InlineData("route add 2001:db8:1::/48 via fe80::9 dev eth0", "2001:db8:1::7", "fe80::9")]
    public void A_collector_behind_a_gateway_is_reached_by_the_gateways_MAC(string route, string remote, string gateway)
    {
        using var rig = new PathRig();
        rig.Peer.AddIpv6("fe80::9/64", "eth0");
        rig.Node.Ip(route);
        var path = rig.AwaitUsable(PathRig.To(remote));
        Assert.Equal((IPAddress.Parse(gateway), rig.Cable.Right.Address), (path.NextHop, path.NextHopMac));
    }

    [KernelFact]
    public void The_lesser_MTU_counts_and_a_change_rings()
    {
        using var rig = new PathRig();
        rig.Node.Ip("route add 198.51.100.0/24 via 192.0.2.10 mtu 1400");
        var collector = PathRig.To("198.51.100.7");
        Assert.Equal(1400, rig.AwaitUsable(collector).Mtu);
        rig.Await(collector, p => p is { IsUsable: true, Mtu: 1380 }, () => rig.Node.Ip("link set eth0 mtu 1380"));
    }

    [KernelFact]
    public void A_source_address_is_kept_to_and_chooses_the_route()
    {
        using var rig = new PathRig();
        rig.Node.Ip("addr add 192.0.2.2/24 dev eth0");
        rig.Node.Ip("route add 198.51.100.0/24 via 192.0.2.77");
        rig.Node.Ip("route add 198.51.100.0/24 via 192.0.2.10 table 7");
        rig.Node.Ip("rule add from 192.0.2.2 lookup 7");
        var path = rig.AwaitUsable(PathRig.To("198.51.100.7", "192.0.2.2"));
        Assert.Equal((IPAddress.Parse("192.0.2.2"), IPAddress.Parse("192.0.2.10")), (path.Source, path.NextHop));
    }

    [KernelTheory]
    [InlineData("203.0.113.1", null, "no route to 203.0.113.1")]
    [InlineData("2001:db8:9::1", null, "no route to 2001:db8:9::1")]
    [InlineData("192.0.2.1", null, "192.0.2.1 is an address of this node itself")]
    [InlineData("2001:db8::1", null, "2001:db8::1 is an address of this node itself")]
    [InlineData("127.0.0.9", null, "127.0.0.9 is an address of this node itself")]
    [InlineData("192.0.2.255", null, "192.0.2.255 is not the address of a single host")]
    [InlineData("203.0.113.6", null, "the route to 203.0.113.6 is a blackhole")]
    [InlineData("203.0.113.7", null, "the route to 203.0.113.7 says that it is unreachable")]
    [InlineData("203.0.113.8", null, "the route to 203.0.113.8 prohibits it")]
    [InlineData("203.0.113.9", null, "the route to 203.0.113.9 wraps packets itself (encap), which copies would bypass")]
    [InlineData("203.0.113.10", null, "the route to 203.0.113.10 leads over lo, back to this node")]
    [InlineData("192.0.2.10", "192.0.2.5", "the source address 192.0.2.5 is not one of this node")]
    [InlineData("2001:db8::10", "2001:db8::5", "the source address 2001:db8::5 is not one of this node")]
    [InlineData("192.0.2.10", "2001:db8::1", "2001:db8::1 cannot be the source of packets to 192.0.2.10: one is IPv4 and the other IPv6")]
    public void Where_no_way_leads_the_problem_says_why(string remote, string? source, string problem)
    {
        using var rig = new PathRig();
        rig.Node.Ip("route add blackhole 203.0.113.6");
        rig.Node.Ip("route add unreachable 203.0.113.7");
        rig.Node.Ip("route add prohibit 203.0.113.8");
        rig.Node.Ip("route add 203.0.113.9 encap ip id 7 dst 192.0.2.9 via 192.0.2.10 dev eth0");
        rig.Node.Ip("route add 203.0.113.10 dev lo");
        var path = rig.Find(PathRig.To(remote, source));
        Assert.Equal((CollectorState.Unreachable, problem), (path.State, path.Problem));
    }

    [KernelFact]
    public void A_device_without_Ethernet_carries_no_copies()
    {
        using var rig = new PathRig();
        using var tun = new TunDevice(rig.Node, "tun0", "198.51.100.1/24");
        var path = rig.Find(PathRig.To("198.51.100.7"));
        Assert.Equal("the route to 198.51.100.7 leads over tun0, which carries no Ethernet frames", path.Problem);
        Assert.Equal((CollectorState.Unreachable, "tun0"), (path.State, path.Nic));
    }

    [KernelFact]
    public void A_NIC_that_asks_nobody_sends_to_its_own_MAC_as_the_kernel_does()
    {
        using var rig = new PathRig(silent: true);
        var path = rig.Find(PathRig.To("192.0.2.10"));
        Assert.True(path.IsUsable, path.Problem);
        Assert.Equal(rig.Cable.Left.Address, path.NextHopMac);
    }

    [KernelTheory]
    [InlineData("192.0.2.77", "addr add 192.0.2.77/24 dev eth0", "192.0.2.77: no answer to ARP on eth0")]
    [InlineData("2001:db8::77", "addr add 2001:db8::77/64 dev eth0 nodad", "2001:db8::77: no answer to neighbour discovery on eth0")]
    public void Who_does_not_answer_is_being_resolved_then_unreachable_and_found_when_it_answers(string remote, string comes, string problem)
    {
        using var rig = new PathRig();
        var collector = PathRig.To(remote);
        Assert.Equal(CollectorState.Resolving, rig.Find(collector).State);
        Assert.Equal(problem, rig.Await(collector, p => p.State == CollectorState.Unreachable).Problem);
        rig.Await(collector, p => p.IsUsable, () => rig.Peer.Ip(comes));
    }

    [KernelFact]
    public void While_the_kernel_asks_again_the_words_stay()
    {
        using var rig = new PathRig();
        var collector = PathRig.To("192.0.2.77");
        var failed = rig.Await(collector, p => p.State == CollectorState.Unreachable);
        Eventually.True(() => rig.Node.Ip("neigh show 192.0.2.77").Contains("INCOMPLETE", StringComparison.Ordinal), "it is asked again");
        Assert.Equal(failed, rig.Find(collector));
    }

    [KernelFact]
    public void A_gateway_that_does_not_answer_is_named()
    {
        using var rig = new PathRig();
        rig.Node.Ip("route add 198.51.100.0/24 via 192.0.2.77");
        var path = rig.Await(PathRig.To("198.51.100.7"), p => p.State == CollectorState.Unreachable);
        Assert.Equal("192.0.2.77, the gateway to 198.51.100.7: no answer to ARP on eth0", path.Problem);
    }

    [KernelFact]
    public void A_route_that_moves_to_another_NIC_rings()
    {
        using var rig = new PathRig();
        using var second = new VethLink(rig.Node, "eth1", rig.Peer, "eth1", silent: false);
        rig.Node.Ip("addr add 198.51.100.1/24 dev eth1");
        rig.Peer.Ip("addr add 198.51.100.10/24 dev eth1");
        rig.Node.Ip("route add 203.0.113.0/24 via 192.0.2.10");
        var collector = PathRig.To("203.0.113.7");
        Assert.Equal("eth0", rig.AwaitUsable(collector).Nic);
        var moved = rig.Await(collector, p => p is { IsUsable: true, Nic: "eth1" }, () => rig.Node.Ip("route replace 203.0.113.0/24 via 198.51.100.10"));
        Assert.Equal((second.Right.Address, IPAddress.Parse("198.51.100.1")), (moved.NextHopMac, moved.Source));
        rig.Await(collector, p => p.Problem == "no route to 203.0.113.7", () => rig.Node.Ip("route del 203.0.113.0/24"));
    }

    [KernelFact]
    public void A_next_hop_that_announces_another_MAC_rings()
    {
        using var rig = new PathRig();
        var collector = PathRig.To("192.0.2.10");
        rig.AwaitUsable(collector);
        // A gratuitous ARP, like that of a router that takes over an address.
        rig.Peer.Exec("sysctl", "-qw", "net.ipv4.conf.eth0.arp_notify=1");
        var path = rig.Await(
            collector, p => p.NextHopMac.ToString() == "02:00:00:00:00:99", () => rig.Peer.Ip("link set eth0 address 02:00:00:00:00:99"));
        Assert.True(path.IsUsable, path.Problem);
    }

    [KernelFact]
    public void A_NIC_that_changes_its_MAC_rings()
    {
        using var rig = new PathRig();
        var collector = PathRig.To("192.0.2.10");
        rig.AwaitUsable(collector);
        rig.Await(
            collector,
            p => p.IsUsable && p.LocalMac.ToString() == "02:00:00:00:00:98",
            () => rig.Node.Ip("link set eth0 address 02:00:00:00:00:98"));
    }

    [KernelFact]
    public void Carrier_loss_and_its_end_ring()
    {
        using var rig = new PathRig();
        var collector = PathRig.To("192.0.2.10");
        rig.AwaitUsable(collector);
        var lost = rig.Await(collector, p => p.State == CollectorState.Unreachable, () => rig.Peer.Ip("link set eth0 down"));
        Assert.Equal("the route to 192.0.2.10 leads over eth0, which has no carrier", lost.Problem);
        rig.Await(collector, p => p.IsUsable, () => rig.Peer.Ip("link set eth0 up"));
        rig.Await(collector, p => p.Problem == "no route to 192.0.2.10", () => rig.Node.Ip("link set eth0 down"));
    }

    [KernelFact]
    public void A_flushed_entry_is_asked_for_again_and_the_path_stays()
    {
        using var rig = new PathRig();
        var collector = PathRig.To("192.0.2.10");
        var path = rig.AwaitUsable(collector);
        var rings = rig.Rings;
        rig.Node.Ip("neigh flush dev eth0");
        Eventually.True(() => rig.Node.Ip("neigh show 192.0.2.10").Contains("REACHABLE", StringComparison.Ordinal), "it is known again");
        Assert.Equal(path, rig.Find(collector));
        Assert.Equal(rings, rig.Rings);
    }

    [KernelFact]
    public void A_stale_next_hop_is_confirmed()
    {
        using var rig = new PathRig(new() { Confirm = TimeSpan.FromMilliseconds(100) });
        var collector = PathRig.To("192.0.2.10");
        rig.AwaitUsable(collector);
        rig.Node.Ip($"neigh replace 192.0.2.10 dev eth0 lladdr {rig.Cable.Right.Address} nud stale");
        Eventually.True(() => rig.Node.Ip("neigh show 192.0.2.10").Contains("REACHABLE", StringComparison.Ordinal), "it is confirmed");
    }

    [KernelFact]
    public void A_permanent_entry_stays_permanent()
    {
        using var rig = new PathRig(new() { Confirm = TimeSpan.FromMilliseconds(20) });
        rig.Node.Ip("neigh replace 192.0.2.66 dev eth0 lladdr 02:00:00:00:00:66 nud permanent");
        var path = rig.Find(PathRig.To("192.0.2.66"));
        Assert.Equal((CollectorState.Usable, "02:00:00:00:00:66"), (path.State, path.NextHopMac.ToString()));
        // The other one is checked as often, and is seen to be marked as used: the permanent one was skipped meanwhile.
        rig.FindAll(PathRig.To("192.0.2.66"), PathRig.To("192.0.2.10"));
        Eventually.True(() => rig.FindAll(PathRig.To("192.0.2.66"), PathRig.To("192.0.2.10"))[PathRig.To("192.0.2.10")].IsUsable, "the other is usable");
        rig.Node.Ip($"neigh replace 192.0.2.10 dev eth0 lladdr {rig.Cable.Right.Address} nud stale");
        Eventually.True(() => rig.Node.Ip("neigh show 192.0.2.10").Contains("REACHABLE", StringComparison.Ordinal), "the other is confirmed");
        Assert.Contains("PERMANENT", rig.Node.Ip("neigh show 192.0.2.66"), StringComparison.Ordinal);
    }

    [KernelFact]
    public void What_changes_no_path_does_not_ring()
    {
        using var rig = new PathRig();
        var collector = PathRig.To("192.0.2.10");
        var path = rig.AwaitUsable(collector);
        var rings = rig.Rings;
        for (var i = 20; i < 30; i++)
        {
            rig.Node.Ip($"neigh replace 192.0.2.{i} dev eth0 lladdr 02:00:00:00:00:{i} nud permanent");
            rig.Node.Ip($"neigh replace 192.0.2.10 dev eth0 lladdr {path.NextHopMac} nud {(i % 2 == 0 ? "stale" : "reachable")}");
            rig.Node.Ip($"route add 203.0.113.{i} via 192.0.2.10");
        }
        rig.Await(collector, p => p.Mtu == 1400, () => rig.Node.Ip("link set eth0 mtu 1400"));
        Assert.Equal(rings + 1, rig.Rings);
    }

    [KernelFact]
    public void Collectors_that_share_a_next_hop_and_those_that_are_forgotten_do_not_disturb_each_other()
    {
        using var rig = new PathRig();
        rig.Node.Ip("route add 198.51.100.0/24 via 192.0.2.10");
        var (one, two, none) = (PathRig.To("192.0.2.10"), PathRig.To("198.51.100.7"), PathRig.To("203.0.113.1"));
        Eventually.True(() => rig.FindAll(one, two, none) is var all && all[one].IsUsable && all[two].IsUsable && !all[none].IsUsable, "two are usable");
        Assert.Equal([two], rig.FindAll(two).Keys);
        Assert.Empty(rig.FindAll());
        rig.AwaitUsable(one);
    }
}
