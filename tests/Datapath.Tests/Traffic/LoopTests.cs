using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>Loops that no planner can see: the wires of two NICs meet in a switch.</summary>
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
    public void A_stopped_edge_stays_stopped_over_a_restart_and_other_changes_until_its_nic_is_another()
    {
        using var node = Looped(out _, "eth1", "eth2", "eth3");
        node.Apply("eth1>eth2");
        TriggerUntil(node, "eth1:ingress→eth2");
        node.Restart();
        node.TryApply("eth1>eth2", "eth1>eth3");
        Assert.Equal("eth1:ingress→eth2", Broken(node));
        node.TryApply("eth1>eth3");
        node.TryApply("eth1>eth2", "eth1>eth3");
        Assert.Equal("", Broken(node));
    }

    [KernelFact]
    public void A_generator_that_repeats_itself_is_no_loop()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Apply("eth1>eth2");
        var frame = new PacketBuilder().IPv4().Udp().Numbered(1, 100).Build();
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        Eventually.True(
            () =>
            {
                for (var i = 0; i < 2000; i++)
                {
                    sender.Send(frame);
                    Thread.SpinWait(2000);
                }
                return BrokerNode.Dropped(node.Counters("eth1>eth2"), DropReason.Loop) > 0;
            },
            "the breaker becomes suspicious and opens the circuit");
        var sent = node.Settled("eth1>eth2").Sent.Frames;
        var other = new PacketBuilder().IPv4().Udp().Numbered(2, 100).Build();
        Eventually.True(
            () =>
            {
                sender.Send(other);
                return node.Settled("eth1>eth2").Sent.Frames > sent + 10;
            },
            $"copies flow again; {node.DescribeBreakers()}");
        Assert.Equal("", Broken(node));
    }

    [KernelFact]
    public void What_a_tunnel_carries_over_a_source_is_not_copied_again()
    {
        using var node = new BrokerNode(["eth1"]);
        var far = node.Behind("eth1");
        node.Node.Ip("addr add 10.1.0.1/24 dev eth1");
        far.Ip("addr add 10.1.0.2/24 dev wire");
        // No device is named: only the routing table says that the packets leave by eth1, where no planner can see it.
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

    /// <summary>All of <paramref name="nics"/> exist; the wires of the first two meet in a bridge.</summary>
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

    /// <summary>ARP requests are broadcast, so a bridge sends them on whatever it has learned.</summary>
    private static void Trigger(BrokerNode node)
    {
        node.Behind("eth1").Ip("neigh flush all");
        node.Behind("eth1").Exec("sh", "-c", "ping -c 2 -i 0.05 -W 1 10.1.0.1 || true");
    }

    private static void TriggerUntil(BrokerNode node, string broken)
    {
        try
        {
            Eventually.True(
                () =>
                {
                    Trigger(node);
                    node.Node.Run(() => node.Datapath.Heartbeat(TimeSpan.FromMinutes(1)));
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
