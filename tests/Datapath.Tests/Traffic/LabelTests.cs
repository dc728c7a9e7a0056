using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>Labels on copies, and mirrors that want different copies of the same packets, with real frames at the tools.</summary>
public sealed class LabelTests
{
    private const int Frames = 20;

    /// <summary>Untagged, tagged, and tagged twice: the label becomes the outermost tag, and the rest is unchanged.</summary>
    [KernelTheory]
    [InlineData(AttachMode.Tcx)]
    [InlineData(AttachMode.Clsact)]
    public void A_label_is_put_around_what_the_frame_has(AttachMode attach)
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"], attach);
        node.Labels["eth1>eth2/vlan101"] = 101;
        node.Labels["eth1>eth2/vlan4094"] = 4094;
        node.Apply("eth1>eth2", "eth1>eth2/vlan101", "eth1>eth2/vlan4094", "eth1>eth3");
        using var tool = new FrameCapture(node.Behind("eth2"), "wire");
        using var other = new FrameCapture(node.Behind("eth3"), "wire");
        using var original = new FrameCapture(node.Node, "eth1");
        byte[][] sent =
        [
            new PacketBuilder().IPv4().Udp().Numbered(1, 300).Build(),
            new PacketBuilder().Vlan(7, priority: 5).IPv4().Udp().Numbered(2, 300).Build(),
            new PacketBuilder().Vlan(8, 0x88a8).Vlan(9).IPv6().Udp().Numbered(3, 300).Build(),
            new PacketBuilder().Arp().Build(),
        ];
        Send(node, sent);

        byte[][] all = [.. Enumerable.Repeat(sent, Frames).SelectMany(f => f)];
        Assert.Equal(all, original.WaitFor(all.Length).Select(f => f.Bytes));
        Assert.Equal(all, other.WaitFor(all.Length).Select(f => f.Bytes));
        var copies = tool.WaitFor(all.Length * 3).Select(f => f.Bytes).ToList();
        foreach (var (label, id) in new[] { (0, 0), (101, 101), (4094, 4094) })
        {
            var mine = copies.Where(f => LabelOf(f) == id);
            Assert.Equal(label == 0 ? all : [.. all.Select(f => Labelled(f, label))], mine);
        }
        Assert.Equal(0, tool.Drops);
        Assert.Equal((ulong)all.Length, node.Settled("eth1>eth2/vlan101").Sent.Frames);
    }

    [KernelFact]
    public void Super_packets_and_slices_are_labelled_frame_by_frame()
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        node.Labels["eth1>eth2/vlan5"] = 5;
        node.Labels["eth1>eth2/vlan6.snap96"] = 6;
        node.SnapLengths["eth1>eth2/vlan6.snap96"] = 96;
        node.Takes["eth2"] = PacketClasses.All;
        node.Apply("eth1>eth2/vlan5", "eth1>eth2/vlan6.snap96", "eth1>eth3");
        using var tool = new FrameCapture(node.Behind("eth2"), "wire");
        using var other = new FrameCapture(node.Behind("eth3"), "wire");
        using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
        {
            for (var i = 0; i < 4; i++)
            {
                sender.SendSuper(new PacketBuilder().IPv4().Tcp().Payload(new byte[28_000]).Build(), 1400);
                node.Drain();
            }
        }
        var whole = other.WaitFor(80).Select(f => f.Bytes).ToList();
        var copies = tool.WaitFor(160).Select(f => f.Bytes).ToList();
        Assert.Equal(whole.Select(f => Labelled(f, 5)), copies.Where(f => LabelOf(f) == 5));
        Assert.Equal(whole.Select(f => Labelled(f[..96], 6)), copies.Where(f => LabelOf(f) == 6));
    }

    /// <summary>A label needs no room in a target's MTU, like any tag; with two tags in the frame it does.</summary>
    [KernelFact]
    public void A_labelled_frame_fits_where_the_frame_does()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Node.Ip("link set eth1 mtu 1600");
        node.Behind("eth1").Ip("link set wire mtu 1600");
        node.Labels["eth1>eth2/vlan5"] = 5;
        node.Apply("eth1>eth2/vlan5");
        using var tool = new FrameCapture(node.Behind("eth2"), "wire");
        byte[][] fitting =
        [
            new PacketBuilder().IPv4().Udp().Numbered(1, 1472).Build(),
            new PacketBuilder().Vlan(7).IPv4().Udp().Numbered(2, 1472).Build(),
            new PacketBuilder().Vlan(8, 0x88a8).Vlan(9).IPv4().Udp().Numbered(3, 1468).Build(),
        ];
        var tooBig = new PacketBuilder().Vlan(8, 0x88a8).Vlan(9).IPv4().Udp().Numbered(3, 1472).Build();
        Send(node, [.. fitting, tooBig]);

        Assert.Equal(Enumerable.Repeat(fitting, Frames).SelectMany(f => f).Select(f => Labelled(f, 5)), tool.WaitFor(3 * Frames).Select(f => f.Bytes));
        var counters = node.Settled("eth1>eth2/vlan5");
        Assert.Equal((3UL * Frames, (ulong)Frames), (counters.Sent.Frames, BrokerNode.Dropped(counters, DropReason.FrameTooBig)));
    }

    /// <summary>One mirror takes the headers of some packets, another all of the rest: each packet once, as the first mirror by rank wants it.</summary>
    [KernelTheory]
    [InlineData(AttachMode.Tcx)]
    [InlineData(AttachMode.Clsact)]
    public void A_target_gets_each_packet_once_as_the_first_mirror_that_accepts_it_wants_it(AttachMode attach)
    {
        var udp = FilterReader.Read(new() { Rules = [new() { Action = FilterAction.Accept, Protocol = "UDP" }] }, "filter", out _);
        using var node = new BrokerNode(["eth1", "eth2"], attach);
        node.SnapLengths["eth1>eth2"] = 64;
        node.Selections["eth1>eth2"] = [new(0, udp, new())];
        node.Apply("eth1>eth2", "eth1>eth2/whole");
        using var tool = new FrameCapture(node.Behind("eth2"), "wire");
        byte[][] sent = [new PacketBuilder().IPv4().Udp().Numbered(1, 300).Build(), new PacketBuilder().IPv4().Tcp().Numbered(2, 300).Build()];
        Send(node, sent);

        Assert.Equal(Enumerable.Repeat<byte[][]>([sent[0][..64], sent[1]], Frames).SelectMany(f => f).OrderBy(f => f.Length), tool.WaitFor(2 * Frames).Select(f => f.Bytes).OrderBy(f => f.Length));
        var (headers, whole) = (node.Settled("eth1>eth2"), node.Settled("eth1>eth2/whole"));
        Assert.Equal(((ulong)Frames, (ulong)Frames), (headers.Sent.Frames, headers.NotSelected.Frames));
        Assert.Equal(((ulong)Frames, (ulong)Frames), (whole.Sent.Frames, whole.NotSelected.Frames));
    }

    /// <summary>The next agent finds the edges, their labels and their counters, and changes nothing.</summary>
    [KernelFact]
    public void Labels_and_their_counters_outlive_the_agent()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Labels["eth1>eth2/vlan101"] = 101;
        node.Apply("eth1>eth2/vlan101");
        Send(node, [new PacketBuilder().IPv4().Udp().Numbered(1, 300).Build()]);
        Assert.Equal((ulong)Frames, node.Settled("eth1>eth2/vlan101").Sent.Frames);
        node.Restart();
        node.Apply("eth1>eth2/vlan101");
        Assert.Equal((ulong)Frames, node.Settled("eth1>eth2/vlan101").Sent.Frames);

        // Another label makes another copy.
        node.Labels["eth1>eth2/vlan102"] = 102;
        node.Apply("eth1>eth2/vlan102");
        using var tool = new FrameCapture(node.Behind("eth2"), "wire");
        Send(node, [new PacketBuilder().IPv4().Udp().Numbered(1, 300).Build()]);
        Assert.All(tool.WaitFor(Frames), f => Assert.Equal(102, LabelOf(f.Bytes)));
        Assert.Equal((ulong)Frames, node.Settled("eth1>eth2/vlan102").Sent.Frames);
    }

    private static void Send(BrokerNode node, byte[][] frames)
    {
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        for (var i = 0; i < Frames; i++)
        {
            foreach (var frame in frames)
            {
                sender.Send(frame);
            }
            node.Drain();
        }
    }

    // The ids that the tests use as labels do not occur in the frames that they send.
    internal static int LabelOf(byte[] frame)
    {
        var id = frame[12..14] is [0x81, 0x00] or [0x88, 0xa8] ? ((frame[14] & 0x0f) << 8) | frame[15] : 0;
        return id is 7 or 8 ? 0 : id;
    }

    internal static byte[] Labelled(byte[] frame, int id) =>
        [.. frame[..12], .. frame[12..14] is [0x81, 0x00] or [0x88, 0xa8] ? (byte[])[0x88, 0xa8] : [0x81, 0x00], (byte)(id >> 8), (byte)id, .. frame[12..]];
}
