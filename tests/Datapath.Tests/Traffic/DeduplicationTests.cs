using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>A target that gets each packet once, even if it passes several hooks.</summary>
public sealed class DeduplicationTests
{
    private const int Window = 5000;

    /// <summary>Through a router: other MAC addresses, a lower TTL, another header checksum, but the same packet.</summary>
    [KernelTheory]
    [InlineData(AttachMode.Tcx)]
    [InlineData(AttachMode.Clsact)]
    public void A_packet_that_is_routed_through_the_node_is_copied_once(AttachMode attach)
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth5", "eth6"], attach);
        node.Windows["eth5"] = Window;
        Router(node);
        node.Apply("eth1>eth5", "eth2<eth5", "eth1>eth6", "eth2<eth6");
        using var once = new FrameCapture(node.Behind("eth5"), "wire");
        using var twice = new FrameCapture(node.Behind("eth6"), "wire");
        using var received = new FrameCapture(node.Behind("eth2"), "wire", f => { });
        node.Behind("eth1").Exec("ping", "-c", "20", "-i", "0.01", "-q", "10.2.0.2");

        // Echoes arrive on eth1 and leave on eth2; the replies pass neither hook.
        var copies = once.WaitFor(20);
        Assert.Equal(20, copies.Count(IsEcho));
        Assert.Equal(40, twice.WaitFor(40).Count(IsEcho));
        var (first, second) = (node.Settled("eth1>eth5"), node.Settled("eth2<eth5"));
        Assert.Equal((0UL, 20UL), (first.Duplicate.Frames, second.Duplicate.Frames));
        Assert.Equal(first.Seen.Frames, first.Sent.Frames);
        Assert.Equal(0UL, node.Settled("eth2<eth6").Duplicate.Frames);
        Assert.Equal(second.Seen.Frames, second.Sent.Frames + second.Duplicate.Frames);
    }

    /// <summary>A difference in anything but what a hop changes makes another packet: each of these is sent.</summary>
    [KernelFact]
    public void What_only_looks_alike_is_copied()
    {
        using var node = new BrokerNode(["eth1", "eth5"]);
        node.Windows["eth5"] = Window;
        node.Apply("eth1>eth5");
        using var tool = new FrameCapture(node.Behind("eth5"), "wire");
        byte[][] different =
        [
            new PacketBuilder().IPv4().Udp(1, 2).Payload(new byte[100]).Build(),
            new PacketBuilder().IPv4().Udp(1, 3).Payload(new byte[100]).Build(),
            new PacketBuilder().IPv4().Udp(1, 2).Payload(new byte[101]).Build(),
            new PacketBuilder().IPv4().Udp(1, 2).Payload([1, .. new byte[99]]).Build(),
            new PacketBuilder().IPv4("192.0.2.9").Udp(1, 2).Payload(new byte[100]).Build(),
            new PacketBuilder().IPv4().Tcp(1, 2, sequence: 1).Build(),
            new PacketBuilder().IPv4().Tcp(1, 2, sequence: 2).Build(),
            new PacketBuilder().IPv4().Tcp(1, 2, sequence: 2, flags: 17).Build(),
            new PacketBuilder().IPv6().Udp(1, 2).Payload(new byte[100]).Build(),
            new PacketBuilder().IPv6("2001:db8::9").Udp(1, 2).Payload(new byte[100]).Build(),
            new PacketBuilder().IPv4().Fragment(0, more: true, id: 7).Udp(1, 2).Payload(new byte[104]).Build(),
            new PacketBuilder().IPv4().Fragment(0, more: true, id: 8).Udp(1, 2).Payload(new byte[104]).Build(),
            new PacketBuilder().Arp().Build(),
            new PacketBuilder().Arp("192.0.2.7").Build(),
            new PacketBuilder().IPv4().Udp(5, 6).Payload([5]).Build(),
            new PacketBuilder().IPv4().Udp(5, 6).Payload([6]).Build(),
        ];
        byte[][] alike =
        [
            new PacketBuilder("02:00:00:00:00:0a", "02:00:00:00:00:0b").IPv4().Udp(1, 2).Payload(new byte[100]).Build(),
            new PacketBuilder().IPv4(ttl: 3).Udp(1, 2).Payload(new byte[100]).Build(),
            new PacketBuilder().Vlan(7).IPv4().Udp(1, 2).Payload(new byte[100]).Build(),
            new PacketBuilder().IPv6(hopLimit: 3).Udp(1, 2).Payload(new byte[100]).Build(),
            new PacketBuilder("02:00:00:00:00:0a").Arp().Build(),
            new PacketBuilder().Arp().PadTo().Build(),
            new PacketBuilder().IPv4().Udp(5, 6).Payload([5]).PadTo().Build(),
        ];
        using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
        {
            foreach (var frame in (byte[][])[.. different, .. alike, .. different])
            {
                sender.Send(frame);
            }
        }
        var all = (ulong)((2 * different.Length) + alike.Length);
        Eventually.True(() => node.Counters("eth1>eth5").Seen.Frames == all, "all came by");
        var counters = node.Settled("eth1>eth5");
        Assert.Equal(((ulong)different.Length, all - (ulong)different.Length), (counters.Sent.Frames, counters.Duplicate.Frames));
        Assert.Equal(different, tool.WaitFor(different.Length).Select(f => f.Bytes));
    }

    [KernelFact]
    public void Another_label_is_another_copy_and_another_target_has_its_own_memory()
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth5", "eth6"]);
        node.Windows["eth5"] = node.Windows["eth6"] = Window;
        node.Labels["eth1>eth5/vlan7"] = 7;
        node.Bounds["eth1>eth6"] = new("m", "eth6", PacketsPerSecond: 1000, BitsPerSecond: 0);
        node.Apply("eth1>eth5", "eth1>eth5/vlan7", "eth2>eth5", "eth1>eth6");
        var frame = new PacketBuilder().IPv4().Udp().Numbered(1, 100).Build();
        using (var one = new FrameSender(node.Behind("eth1"), "wire"))
        using (var two = new FrameSender(node.Behind("eth2"), "wire"))
        {
            one.Send(frame);
            Eventually.True(() => node.Counters("eth1>eth5").Sent.Frames == 1, "it came by");
            one.Send(frame);
            two.Send(frame);
        }
        Eventually.True(() => node.Counters("eth1>eth5").Seen.Frames == 2 && node.Counters("eth2>eth5").Seen.Frames == 1, "all came by");
        Assert.Equal((1UL, 1UL), Of(node.Settled("eth1>eth5")));
        Assert.Equal((1UL, 1UL), Of(node.Settled("eth1>eth5/vlan7")));
        Assert.Equal((0UL, 1UL), Of(node.Settled("eth2>eth5")));
        Assert.Equal((1UL, 1UL), Of(node.Settled("eth1>eth6")));
    }

    [KernelFact]
    public void Behind_the_window_the_same_packet_is_copied_again()
    {
        using var node = new BrokerNode(["eth1", "eth5"]);
        node.Windows["eth5"] = 1;
        node.Apply("eth1>eth5");
        var frame = new PacketBuilder().IPv4().Udp().Numbered(1, 100).Build();
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        for (var i = 1UL; i <= 5; i++)
        {
            sender.Send(frame);
            Eventually.True(() => node.Counters("eth1>eth5").Sent.Frames >= i || Resend(sender, frame), "it is copied again");
        }
        node.Windows["eth5"] = 0;
        node.Apply("eth1>eth5");
        var before = node.Settled("eth1>eth5");
        sender.Send(frame);
        sender.Send(frame);
        Eventually.True(() => node.Counters("eth1>eth5").Sent.Frames == before.Sent.Frames + 2, "each time");
    }

    private static bool Resend(FrameSender sender, byte[] frame)
    {
        Thread.Sleep(2);
        sender.Send(frame);
        return false;
    }

    private static (ulong Sent, ulong Duplicate) Of(EdgeCounters counters) => (counters.Sent.Frames, counters.Duplicate.Frames);

    private static bool IsEcho(CapturedFrame frame) => frame.Bytes is [_, _, _, _, _, _, _, _, _, _, _, _, 0x08, 0x00, 0x45, ..] && frame.Bytes[23] == 1 && frame.Bytes[34] == 8;

    private static void Router(BrokerNode node)
    {
        node.Node.Exec("sysctl", "-qw", "net.ipv4.ip_forward=1");
        foreach (var (nic, net) in new[] { ("eth1", "10.1.0"), ("eth2", "10.2.0") })
        {
            node.Node.Ip($"addr add {net}.1/24 dev {nic}");
            node.Behind(nic).Ip($"addr add {net}.2/24 dev wire");
            node.Behind(nic).Ip($"route add default via {net}.1");
        }
    }
}
