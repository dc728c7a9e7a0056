using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>Loops that no planner can see: a switch connects the wires of two NICs.</summary>
public sealed class LoopTests
{
    [KernelFact]
    public void A_loop_through_a_switch_is_stopped_and_named()
    {
        using var node = Looped(out _, "eth1", "eth2");
        node.Apply("eth1>eth2");
        TriggerUntil(node, "eth1:ingress→eth2");
        var before = node.Settled("eth1>eth2").Sent;
        Trigger(node);
        var after = node.Settled("eth1>eth2");
        Assert.Equal(before, after.Sent);
        Assert.NotEqual(0UL, BrokerNode.Dropped(after, DropReason.Loop));
        Assert.Equal(Reasons.LoopDetected, Assert.Single(node.TryApply("eth1>eth2")).Reason);
    }

    [KernelFact]
    public void The_looping_edge_is_found_among_others_which_go_on()
    {
        using var node = Looped(out _, "eth1", "eth4", "eth2", "eth3", "eth5");
        node.Apply("eth1>eth2", "eth1>eth3", "eth1>eth4", "eth1>eth5");
        TriggerUntil(node, "eth1:ingress→eth4");
        var (good, bad) = (node.Settled("eth1>eth5").Sent, node.Settled("eth1>eth4").Sent);
        Trigger(node);
        Eventually.True(() => node.Settled("eth1>eth5").Sent.Frames > good.Frames, "the others go on");
        Assert.Equal(bad, node.Settled("eth1>eth4").Sent);
    }

    [KernelFact]
    public void A_stopped_edge_stays_stopped_over_a_restart_and_other_changes_and_goes_on_when_the_loop_is_gone()
    {
        using var node = Looped(out var bridge, "eth1", "eth2", "eth3");
        node.Apply("eth1>eth2");
        TriggerUntil(node, "eth1:ingress→eth2");
        node.Restart();
        node.TryApply("eth1>eth2", "eth1>eth3");
        Assert.Equal("eth1:ingress→eth2", Broken(node));
        // Tested again, it is still a loop.
        var until = DateTime.UtcNow + TimeSpan.FromSeconds(3);
        while (DateTime.UtcNow < until)
        {
            node.Node.Run(() => node.Datapath.Examine());
            Assert.Equal("eth1:ingress→eth2", Broken(node));
        }
        bridge.Ip("link set other nomaster");
        Eventually.True(
            () =>
            {
                node.Node.Run(() => node.Datapath.Examine());
                return Broken(node).Length == 0;
            },
            "the edge goes on");
    }

    [KernelFact]
    public void A_loop_through_two_mirrors_is_stopped()
    {
        // eth1 is copied to eth2, whose wire leads to eth3; eth3 is copied to eth4, whose wire leads back to eth1.
        using var node = new BrokerNode(["eth1", "eth2", "eth3", "eth4"]);
        Join(node, "eth2", "eth3");
        Join(node, "eth4", "eth1");
        node.Apply("eth1>eth2", "eth3>eth4");
        StormUntil(node, () => Broken(node).Length > 0, "an edge is named");
        AssertQuiet(node, "eth1>eth2");
    }

    [KernelFact]
    public void A_loop_through_a_router_is_stopped()
    {
        // What eth2 sends reaches a router, which routes it back to eth1: other MAC addresses, a lower TTL.
        using var node = new BrokerNode(["eth1", "eth2"]);
        var router = node.Behind("eth1");
        node.Behind("eth2").Ip($"link set wire name other netns {router.Name}");
        router.Ip("link set other up address 02:00:00:00:00:02");
        router.Ip("addr add 10.1.0.2/24 dev wire");
        router.Ip("addr add 10.2.0.2/24 dev other");
        router.Exec("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.other.rp_filter=0");
        router.Ip("route add 192.0.2.0/24 via 10.1.0.1");
        router.Ip("neigh add 10.1.0.1 lladdr 02:00:00:00:00:02 dev wire nud permanent");
        node.Apply("eth1>eth2");
        using var sender = new FrameSender(router, "wire");
        var i = 0;
        StormUntil(
            node, () => Broken(node) == "eth1:ingress→eth2", "the edge is named",
            () => sender.Send(new PacketBuilder(destinationMac: "02:00:00:00:00:02").IPv4("198.51.100.1", "192.0.2.9").Udp().Numbered((ulong)i++ / 10, 100).Build()));
        AssertQuiet(node, "eth1>eth2");
    }

    public static TheoryData<string> Repeaters => ["bursts", "a burst, then slowly", "every frame twice", "one frame at full speed"];

    [KernelTheory]
    [MemberData(nameof(Repeaters))]
    public void Who_repeats_frames_is_no_loop_and_loses_no_copy(string kind)
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Apply("eth1>eth2");
        var frame = new PacketBuilder().IPv4().Udp().Numbered(1, 100).Build();
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        foreach (var (count, pause, next) in Pattern(kind, frame))
        {
            for (var i = 0; i < count; i++)
            {
                sender.Send(next(i));
            }
            node.Node.Run(() => node.Datapath.Examine());
            Thread.Sleep(pause);
        }
        node.Node.Run(() => node.Datapath.Examine());
        Assert.Equal("", Broken(node));
        var counters = node.Settled("eth1>eth2");
        Assert.Equal(counters.Seen, counters.Sent);
    }

    private static IEnumerable<(int Count, int PauseMs, Func<int, byte[]> Next)> Pattern(string kind, byte[] frame) => kind switch
    {
        "bursts" => Enumerable.Repeat((230, 300, (Func<int, byte[]>)(_ => frame)), 3).Concat(Enumerable.Repeat((300, 500, (Func<int, byte[]>)(_ => frame)), 3)),
        "a burst, then slowly" => Enumerable.Repeat((300, 10, (Func<int, byte[]>)(_ => frame)), 1).Concat(Enumerable.Repeat((1, 9, (Func<int, byte[]>)(_ => frame)), 300)),
        "every frame twice" => Enumerable.Range(0, 100).Select(r => (100, 1, (Func<int, byte[]>)(i => Tool.Frame(0, (r * 50) + (i / 2))))),
        _ => Enumerable.Repeat((200, 0, (Func<int, byte[]>)(_ => frame)), 500),
    };

    [KernelFact]
    public void Without_an_agent_that_looks_into_it_a_storm_dies_all_the_same()
    {
        using var node = Looped(out _, "eth1", "eth2");
        node.Apply("eth1>eth2");
        Eventually.True(
            () =>
            {
                Trigger(node);
                return BrokerNode.Dropped(node.Counters("eth1>eth2"), DropReason.Loop) > 0;
            },
            "repeats are withheld");
        AssertQuiet(node, "eth1>eth2");
    }

    private static void Join(BrokerNode node, string one, string other)
    {
        var ns = node.Behind(one);
        node.Behind(other).Ip($"link set wire name other netns {ns.Name}");
        ns.Ip("link add br0 type bridge");
        ns.Ip("link set wire master br0");
        ns.Ip("link set other master br0");
        ns.Ip("link set other up");
        ns.Ip("link set br0 up");
    }

    private static void StormUntil(BrokerNode node, Func<bool> isDone, string what, Action? feed = null)
    {
        using var sender = feed is null ? new FrameSender(node.Node, "eth4") : null;
        Eventually.True(
            () =>
            {
                (feed ?? (() => sender!.Send(new PacketBuilder(destinationMac: "ff:ff:ff:ff:ff:ff").IPv4().Udp().Numbered(1, 100).Build())))();
                node.Node.Run(() => node.Datapath.Examine());
                return isDone();
            },
            $"{what}; {node.DescribeBreakers()}");
    }

    private static void AssertQuiet(BrokerNode node, string edge) => Eventually.True(
        () =>
        {
            var before = node.Counters(edge).Sent;
            Thread.Sleep(30);
            return node.Counters(edge).Sent == before;
        },
        "the storm has ended");

    [KernelFact]
    public void What_a_tunnel_carries_over_a_source_is_not_copied_again()
    {
        using var node = new BrokerNode(["eth1"]);
        var far = node.Behind("eth1");
        node.Node.Ip("addr add 10.1.0.1/24 dev eth1");
        far.Ip("addr add 10.1.0.2/24 dev wire");
        // Without a device: only the routing table says that the packets leave by eth1, which no planner can see.
        node.Node.Ip("link add vx0 mtu 1500 type vxlan id 7 dstport 4789 remote 10.1.0.2");
        node.Node.Ip("link set vx0 up");
        node.Apply("eth1<vx0", "eth1>vx0");
        far.Exec("ping", "-c", "20", "-i", "0.01", "-W", "1", "10.1.0.1");
        Eventually.True(() => node.Counters("eth1<vx0").Seen.Frames >= 20, "the replies are copied");
        var (sent, received) = (node.Settled("eth1<vx0"), node.Settled("eth1>vx0"));
        Assert.Equal((sent.Seen, received.Seen), (sent.Sent, received.Sent));
        // Replies, and ARP in both directions; with the tunnel's own packets there would be ten times as many.
        Assert.InRange(sent.Seen.Frames, 20UL, 30UL);
        Assert.InRange(received.Seen.Frames, 20UL, 30UL);
    }

    /// <summary>All of <paramref name="nics"/> exist; a bridge connects the wires of the first two.</summary>
    private static BrokerNode Looped(out TestNetNs bridge, params string[] nics)
    {
        var node = new BrokerNode(nics);
        bridge = node.Behind(nics[0]);
        node.Behind(nics[1]).Ip($"link set wire name other netns {bridge.Name}");
        bridge.Ip("link add br0 type bridge");
        bridge.Ip("link set wire master br0");
        bridge.Ip("link set other master br0");
        bridge.Ip("link set other up");
        bridge.Ip("link set br0 up");
        bridge.Ip("addr add 10.1.0.2/24 dev br0");
        node.Node.Ip("addr add 10.1.0.1/24 dev eth1");
        return node;
    }

    /// <summary>ARP requests are broadcast, so a bridge forwards them whatever it has learned.</summary>
    private static void Trigger(BrokerNode node)
    {
        // A storm creates new entries during the flush.
        node.Behind("eth1").Exec("sh", "-c", "ip neigh flush all; ping -c 2 -i 0.05 -W 1 10.1.0.1 || true");
    }

    private static void TriggerUntil(BrokerNode node, string broken)
    {
        try
        {
            Eventually.True(
                () =>
                {
                    Trigger(node);
                    node.Node.Run(() => node.Datapath.Examine());
                    return Broken(node) == broken;
                },
                $"{broken} is named");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} Named: {Broken(node)}. {node.DescribeBreakers()}", e);
        }
    }

    private static string Broken(BrokerNode node) => string.Join(' ', node.Node.Run(() => node.Datapath.ReadBrokenEdges()));
}
