using System.Globalization;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Collectors;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>Copies to collectors: what Wireshark, or the kernel's own VXLAN, decapsulates is what the source saw.</summary>
public sealed class TunnelTests
{
    public static TheoryData<TunnelType, bool, int> Kinds => new()
    {
        { TunnelType.VXLAN, false, 0 }, { TunnelType.VXLAN, true, 0 }, { TunnelType.Geneve, false, 0 }, { TunnelType.Geneve, true, 0 },
        { TunnelType.GRE, false, 0 }, { TunnelType.GRE, true, 0 }, { TunnelType.ERSPAN, false, 1 }, { TunnelType.ERSPAN, true, 1 },
        { TunnelType.ERSPAN, false, 2 }, { TunnelType.ERSPAN, true, 2 },
    };

    private static readonly int[] Sizes = [1000, 1400, 1472, 3000, 8900];

    private static byte[][] Frames =>
    [
        new PacketBuilder().IPv4().Udp().Numbered(1, 300).Build(),
        new PacketBuilder().IPv6().Tcp().Numbered(2, 301).Build(),
        new PacketBuilder().Arp().Build(),
        new PacketBuilder().Vlan(7, priority: 5).IPv4().Udp().Numbered(3, 299).Build(),
        new PacketBuilder().Vlan(8, 0x88a8).Vlan(9).IPv6().Udp().Numbered(4, 300).Build(),
        new PacketBuilder().IPv4().Udp().Numbered(5, 8_000).Build(),
        new PacketBuilder().IPv4().Fragment(0, more: true).Udp().Numbered(6, 512).Build(),
        new PacketBuilder().IPv4().Fragment(65, more: false).NoTransport().Payload(new byte[77]).Build(),
        new PacketBuilder().EtherType(0x88cc).Payload(new byte[60]).Build(),
    ];

    [KernelTheory]
    [MemberData(nameof(Kinds))]
    public void A_collector_unwraps_byte_for_byte_what_the_source_saw(TunnelType type, bool ipv6, int version)
    {
        using var node = new CollectorNode();
        var target = CollectorNode.Target(CollectorNode.Tunnel(type, ipv6, version));
        node.Apply(CollectorNode.Session(target));
        using var wire = new FrameCapture(node.Broker.Behind("eth2"), "wire");
        using var original = new FrameCapture(node.Broker.Node, "eth1");
        Send(node, Frames);

        var unwrapped = Tshark.Unwrap([.. wire.WaitFor(Frames.Length).Select(f => f.Bytes)]);
        Assert.Equal(Frames, unwrapped.Select(u => u.Inner));
        Assert.Equal(Frames, original.WaitFor(Frames.Length).Select(f => f.Bytes));
        Assert.All(unwrapped, u => CheckOuter(u, type, ipv6, version));
        Assert.Equal((ulong)Frames.Length, node.Settled(target, Frames.Length).Sent.Frames);
        Assert.Equal(Frames.Sum(f => f.Length), (long)node.Settled(target, Frames.Length).Sent.Bytes);
    }

    [KernelTheory]
    [MemberData(nameof(Kinds))]
    public void Super_packets_slices_and_labels_arrive_as_frames(TunnelType type, bool ipv6, int version)
    {
        using var node = new CollectorNode();
        var target = CollectorNode.Target(CollectorNode.Tunnel(type, ipv6, version));
        var nic = new MirrorTarget { Name = "nic", Interface = "eth3" };
        node.Apply(
            CollectorNode.Session(target) with { SourceTag = new() { Vlan = 5 } },
            CollectorNode.Session(target) with { Mirror = "b", SourceTag = new() { Vlan = 6 }, SnapLength = 96 },
            CollectorNode.Session(nic) with { Mirror = "c" });
        using var wire = new FrameCapture(node.Broker.Behind("eth2"), "wire");
        using var plain = new FrameCapture(node.Broker.Behind("eth3"), "wire");
        using (var sender = new FrameSender(node.Broker.Behind("eth1"), "wire"))
        {
            sender.SendSuper(new PacketBuilder().IPv4().Tcp().Payload(new byte[28_000]).Build(), 1400);
        }
        var whole = plain.WaitFor(20).Select(f => f.Bytes).ToList();
        var unwrapped = Tshark.Unwrap([.. wire.WaitFor(40).Select(f => f.Bytes)]).Select(u => u.Inner).ToList();
        Assert.Equal(whole.Select(f => LabelTests.Labelled(f, 5)), unwrapped.Where(f => LabelTests.LabelOf(f) == 5));
        Assert.Equal(whole.Select(f => LabelTests.Labelled(f[..96], 6)), unwrapped.Where(f => LabelTests.LabelOf(f) == 6));
    }

    /// <summary>A super-packet is encapsulated whole; the kernel cuts it for a NIC that does not segment into the same frames as the node would.</summary>
    [KernelTheory]
    [InlineData(TunnelType.VXLAN, false)]
    [InlineData(TunnelType.VXLAN, true)]
    [InlineData(TunnelType.Geneve, false)]
    [InlineData(TunnelType.GRE, false)]
    [InlineData(TunnelType.GRE, true)]
    public void A_super_packet_goes_whole_where_the_nic_segments(TunnelType type, bool innerIpv6)
    {
        using var node = new CollectorNode();
        var target = CollectorNode.Target(CollectorNode.Tunnel(type, ipv6: false)) with { Segmentation = TargetSegmentation.Device };
        var nic = new MirrorTarget { Name = "nic", Interface = "eth3", Segmentation = TargetSegmentation.Node };
        node.Broker.Node.Ip("link set eth1 mtu 1500");
        node.Broker.Behind("eth1").Ip("link set wire mtu 1500");
        node.Apply(CollectorNode.Session(target, nic));
        using var wire = new FrameCapture(node.Broker.Behind("eth2"), "wire");
        using var plain = new FrameCapture(node.Broker.Behind("eth3"), "wire");
        using var sender = new FrameSender(node.Broker.Behind("eth1"), "wire");
        var packet = (innerIpv6 ? new PacketBuilder().IPv6() : new PacketBuilder().IPv4()).Tcp().Payload(new byte[28_000]).Build();

        sender.SendSuper(packet, 1400);
        var whole = Assert.Single(wire.WaitFor(1));
        Assert.InRange(whole.Bytes.Length, packet.Length + 38, packet.Length + 60);
        Assert.Equal(20, plain.WaitFor(20).Count);
        Assert.Equal(20UL, node.Settled(target, 20).Sent.Frames);

        foreach (var feature in new[] { EthtoolFeature.TcpSegmentation, EthtoolFeature.GenericSegmentation, EthtoolFeature.TxChecksum })
        {
            node.Broker.Node.Offload("eth2", feature, on: false);
        }
        sender.SendSuper(packet, 1400);
        var cut = plain.WaitFor(40).Skip(20).Select(f => f.Bytes).ToList();
        Assert.Equal(cut, Tshark.Unwrap([.. wire.WaitFor(21).Skip(1).Select(f => f.Bytes)]).Select(u => u.Inner));
    }

    /// <summary>With a filter, and a NIC next to two collectors: each gets its own.</summary>
    [KernelFact]
    public void Collectors_and_nics_share_a_source()
    {
        using var node = new CollectorNode();
        var vxlan = CollectorNode.Target(CollectorNode.Tunnel(TunnelType.VXLAN, false));
        var gre = CollectorNode.Target(CollectorNode.Tunnel(TunnelType.GRE, true)) with { Name = "gre" };
        var nic = new MirrorTarget { Name = "nic", Interface = "eth3" };
        node.Apply(
            CollectorNode.Session(vxlan, nic),
            CollectorNode.Session(gre) with
            {
                Mirror = "b",
                Filter = new() { DefaultAction = FilterAction.Reject, Rules = [new() { Action = FilterAction.Accept, Protocol = "TCP" }] },
            });
        using var wire = new FrameCapture(node.Broker.Behind("eth2"), "wire");
        using var plain = new FrameCapture(node.Broker.Behind("eth3"), "wire");
        Send(node, Frames);
        Assert.Equal(Frames, plain.WaitFor(Frames.Length).Select(f => f.Bytes));
        var unwrapped = Tshark.Unwrap([.. wire.WaitFor(Frames.Length + 1).Select(f => f.Bytes)]);
        Assert.Equal(Frames, unwrapped.Where(u => u.Fields.ContainsKey("vxlan.vni")).Select(u => u.Inner));
        Assert.Equal([Frames[1]], unwrapped.Where(u => u.Fields.ContainsKey("gre.proto")).Select(u => u.Inner));
    }

    /// <summary>The kernel's own receiver, which checks IPv6's UDP checksum and reassembles fragments.</summary>
    [KernelTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_kernel_unwraps_vxlan_also_in_fragments(bool ipv6)
    {
        using var node = new CollectorNode(mtu: 1500);
        var target = CollectorNode.Target(CollectorNode.Tunnel(TunnelType.VXLAN, ipv6), MtuPolicy.Fragment);
        node.Apply(CollectorNode.Session(target));
        var collector = node.Broker.Behind("eth2");
        collector.Ip($"link add vx type vxlan id {0x123456} dstport 4789 local {(ipv6 ? CollectorNode.Remote6 : CollectorNode.Remote4)}");
        collector.Ip("link set vx mtu 9000 up");
        using var tool = new FrameCapture(collector, "vx");
        using var wire = new FrameCapture(collector, "wire");
        byte[][] frames = [.. Frames, .. Enumerable.Range(0, 20).Select(i => new PacketBuilder().IPv4().Udp().Numbered((ulong)i, 1380 + (i * 7)).Build())];
        Send(node, frames);
        Assert.Equal(frames, tool.WaitFor(frames.Length).Select(f => f.Bytes));
        Assert.All(wire.Frames, f => Assert.InRange(f.Bytes.Length, 60, 1514));
        Assert.Equal((ulong)frames.Length, node.Settled(target, frames.Length).Sent.Frames);
    }

    [KernelTheory]
    [InlineData(TunnelType.GRE, false)]
    [InlineData(TunnelType.GRE, true)]
    [InlineData(TunnelType.Geneve, false)]
    [InlineData(TunnelType.ERSPAN, true)]
    public void Fragments_are_put_together_by_wireshark(TunnelType type, bool ipv6)
    {
        using var node = new CollectorNode(mtu: 1500);
        var target = CollectorNode.Target(CollectorNode.Tunnel(type, ipv6), MtuPolicy.Fragment);
        node.Apply(CollectorNode.Session(target));
        using var wire = new FrameCapture(node.Broker.Behind("eth2"), "wire");
        byte[][] frames = [.. Sizes.Select((length, i) => new PacketBuilder().IPv4().Udp().Numbered((ulong)i, length).Build())];
        Send(node, frames);
        _ = node.Settled(target, frames.Length);
        Assert.Equal(frames, Tshark.Unwrap([.. wire.Settle().Select(f => f.Bytes)]).Select(u => u.Inner));
    }

    [KernelFact]
    public void What_does_not_fit_is_dropped_or_cut_short_and_counted()
    {
        using var node = new CollectorNode(mtu: 1500);
        var drop = CollectorNode.Target(CollectorNode.Tunnel(TunnelType.VXLAN, false));
        var slice = CollectorNode.Target(CollectorNode.Tunnel(TunnelType.Geneve, false), MtuPolicy.Slice) with { Name = "slice" };
        node.Apply(CollectorNode.Session(drop, slice));
        using var wire = new FrameCapture(node.Broker.Behind("eth2"), "wire");
        const int Most = 1500 - 36;
        byte[][] frames =
        [
            new PacketBuilder().IPv4().Udp().Numbered(1, Most - 42).Build(),
            new PacketBuilder().IPv4().Udp().Numbered(2, Most - 41).Build(),
            new PacketBuilder().Vlan(5).IPv4().Udp().Numbered(3, Most - 45).Build(),
            new PacketBuilder().IPv4().Udp().Numbered(4, 2000).Build(),
        ];
        Send(node, frames);
        var (dropped, sliced) = (node.Settled(drop, frames.Length), node.Settled(slice, frames.Length));
        Assert.Equal((ulong)frames.Count(f => f.Length > Most), BrokerNode.Dropped(dropped, DropReason.FrameTooBig));
        Assert.Equal((ulong)frames.Length, sliced.Sent.Frames);
        Assert.Equal((ulong)frames.Count(f => f.Length > Most), sliced.Sliced.Frames);
        Assert.Equal((ulong)frames.Sum(f => Math.Max(0, f.Length - Most)), sliced.Sliced.Bytes);
        var unwrapped = Tshark.Unwrap([.. wire.Settle().Select(f => f.Bytes)]);
        Assert.Equal(frames.Where(f => f.Length <= Most), unwrapped.Where(u => u.Fields.ContainsKey("vxlan.vni")).Select(u => u.Inner));
        Assert.Equal(frames.Select(f => f[..Math.Min(f.Length, Most)]), unwrapped.Where(u => u.Fields.ContainsKey("geneve.vni")).Select(u => u.Inner));
    }

    [KernelFact]
    public void Without_a_way_frames_are_counted_as_target_down_until_there_is_one()
    {
        using var node = new CollectorNode();
        var target = CollectorNode.Target(CollectorNode.Tunnel(TunnelType.VXLAN, false));
        var session = CollectorNode.Session(target);
        node.Broker.Apply([session], node.Ways(new() { Sessions = [session] }, CollectorState.Unreachable));
        using var wire = new FrameCapture(node.Broker.Behind("eth2"), "wire");
        Send(node, Frames);
        Assert.Equal((ulong)Frames.Length, BrokerNode.Dropped(node.Settled(target, Frames.Length), DropReason.TargetDown));
        node.Apply(session);
        Send(node, Frames);
        _ = wire.WaitFor(Frames.Length);
        Assert.Equal((ulong)Frames.Length, node.Settled(target, 2 * Frames.Length).Sent.Frames);
        node.Broker.Node.Ip("link set eth2 down");
        Send(node, Frames);
        Eventually.Equal(2UL * (ulong)Frames.Length, () =>
            node.Settled(target, 3 * Frames.Length) is var books ? BrokerNode.Dropped(books, DropReason.TargetDown) + BrokerNode.Dropped(books, DropReason.TargetBusy) : 0);
    }

    /// <summary>This node's packets are recognized by their mark, those of other nodes by their destination.</summary>
    [KernelTheory]
    [InlineData(false, AttachMode.Tcx)]
    [InlineData(true, AttachMode.Clsact)]
    public void Packets_to_a_collector_are_never_copied(bool ipv6, AttachMode attach)
    {
        using var node = new CollectorNode(attach: attach);
        var target = CollectorNode.Target(CollectorNode.Tunnel(TunnelType.VXLAN, ipv6));
        node.Apply(CollectorNode.Session(target) with { Sources = [new() { Interface = "eth1" }, new() { Interface = "eth2", Direction = MirrorDirection.Egress }] });
        using var wire = new FrameCapture(node.Broker.Behind("eth2"), "wire");
        Send(node, Frames);
        var wrapped = wire.WaitFor(Frames.Length).Select(f => f.Bytes).ToArray();
        // As another node would send them through this one.
        Send(node, wrapped);
        var unrelated = (ipv6 ? new PacketBuilder().IPv6(to: CollectorNode.Remote6) : new PacketBuilder().IPv4(to: CollectorNode.Remote4)).Udp(40000, 4788).Numbered(9).Build();
        Send(node, [unrelated]);
        Assert.Equal(unrelated, Tshark.Unwrap([.. wire.WaitFor(Frames.Length + 1).Select(f => f.Bytes)])[^1].Inner);
        Assert.Equal(Frames.Length + 1, wire.Settle().Count);
    }

    /// <summary>An error caused by a copy, such as "port unreachable", quotes it; a copy of the error would cause the next one.</summary>
    [KernelTheory]
    [InlineData(TunnelType.VXLAN, false)]
    [InlineData(TunnelType.VXLAN, true)]
    [InlineData(TunnelType.GRE, false)]
    [InlineData(TunnelType.ERSPAN, true)]
    public void Errors_that_copies_cause_are_never_copied(TunnelType type, bool ipv6)
    {
        using var node = new CollectorNode();
        var target = CollectorNode.Target(CollectorNode.Tunnel(type, ipv6));
        node.Apply(CollectorNode.Session(target));
        using var wire = new FrameCapture(node.Broker.Behind("eth2"), "wire");
        Send(node, [Frames[0]]);
        var wrapped = Assert.Single(wire.WaitFor(1)).Bytes;
        var unrelated = (ipv6 ? new PacketBuilder().IPv6() : new PacketBuilder().IPv4()).Udp().Numbered(9).Build();
        Send(node, [Error(wrapped, ipv6), Error(unrelated, ipv6)]);
        Assert.Equal(Error(unrelated, ipv6), Tshark.Unwrap([wire.WaitFor(2)[1].Bytes])[0].Inner);
        Assert.Equal(2, wire.Settle().Count);
    }

    /// <summary>With and without an id, next to a mirror's other targets, and without disturbing other mirrors.</summary>
    [KernelTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gre_needs_no_key(bool ipv6)
    {
        using var node = new CollectorNode();
        var target = CollectorNode.Target(CollectorNode.Tunnel(TunnelType.GRE, ipv6) with { Id = null });
        node.Apply(CollectorNode.Session(target));
        using var wire = new FrameCapture(node.Broker.Behind("eth2"), "wire");
        Send(node, Frames);
        var unwrapped = Tshark.Unwrap([.. wire.WaitFor(Frames.Length).Select(f => f.Bytes)]);
        Assert.Equal(Frames, unwrapped.Select(u => u.Inner));
        Assert.All(unwrapped, u => Assert.False(u.Fields.ContainsKey("gre.key")));
    }

    /// <summary>Two tags of the frame and a label; ERSPAN reports the outermost one, and nothing more if its type uses those bits for something else.</summary>
    [KernelTheory]
    [InlineData(TunnelType.GRE, 0)]
    [InlineData(TunnelType.ERSPAN, 1)]
    [InlineData(TunnelType.ERSPAN, 2)]
    public void Three_tags_are_kept(TunnelType type, int version)
    {
        using var node = new CollectorNode();
        var target = CollectorNode.Target(CollectorNode.Tunnel(type, false, version));
        node.Apply(CollectorNode.Session(target) with { SourceTag = new() { Vlan = 500 } });
        using var wire = new FrameCapture(node.Broker.Behind("eth2"), "wire");
        byte[][] frames = [Frames[0], Frames[3], Frames[4]];
        Send(node, frames);
        var unwrapped = Tshark.Unwrap([.. wire.WaitFor(frames.Length).Select(f => f.Bytes)]);
        Assert.Equal(frames.Select(f => LabelTests.Labelled(f, 500)), unwrapped.Select(u => u.Inner));
        if (type == TunnelType.ERSPAN)
        {
            Assert.All(unwrapped, u => Assert.Equal("500", u.Fields["erspan.vlan"]));
            Assert.All(unwrapped, u => Assert.DoesNotContain("Bad", u.Fields.GetValueOrDefault("erspan.bso", ""), StringComparison.Ordinal));
            Assert.All(unwrapped, u => Assert.Equal("0", u.Fields.GetValueOrDefault("erspan.bso", "0")));
        }
    }

    /// <summary>A frame that both snapLength and the path MTU cut counts as cut once.</summary>
    [KernelFact]
    public void What_is_cut_twice_counts_once()
    {
        using var node = new CollectorNode(mtu: 1500);
        var target = CollectorNode.Target(CollectorNode.Tunnel(TunnelType.VXLAN, false), MtuPolicy.Slice);
        node.Apply(CollectorNode.Session(target) with { SnapLength = 2000 });
        Send(node, [new PacketBuilder().IPv4().Udp().Numbered(1, 4000).Build()]);
        var sliced = node.Settled(target, 1).Sliced;
        Assert.Equal((1UL, 4042UL - 1464UL), (sliced.Frames, sliced.Bytes));
    }

    /// <summary>The source port distinguishes conversations, with the same port for both directions.</summary>
    [KernelFact]
    public void The_source_port_tells_conversations_apart()
    {
        using var node = new CollectorNode();
        node.Apply(CollectorNode.Session(CollectorNode.Target(CollectorNode.Tunnel(TunnelType.VXLAN, false))));
        using var wire = new FrameCapture(node.Broker.Behind("eth2"), "wire");
        byte[][] frames = [.. Enumerable.Range(0, 64).SelectMany(i => new[]
        {
            new PacketBuilder().IPv4("192.0.2.1", "192.0.2.9").Tcp((ushort)(2000 + i), 80).Numbered((ulong)i, 64).Build(),
            new PacketBuilder().IPv4("192.0.2.9", "192.0.2.1").Tcp(80, (ushort)(2000 + i)).Numbered((ulong)i, 64).Build(),
        })];
        Send(node, frames);
        var ports = Tshark.Unwrap([.. wire.WaitFor(frames.Length).Select(f => f.Bytes)]).Select(u => int.Parse(u.Fields["udp.srcport"], CultureInfo.InvariantCulture)).Chunk(2).ToList();
        Assert.All(ports, p => Assert.Equal(p[0], p[1]));
        Assert.All(ports, p => Assert.InRange(p[0], 49152, 65535));
        Assert.InRange(ports.Select(p => p[0]).Distinct().Count(), 60, 64);
    }

    private static void CheckOuter(WrappedFrame frame, TunnelType type, bool ipv6, int version)
    {
        var f = frame.Fields;
        Assert.Equal("33", f[ipv6 ? "ipv6.hlim" : "ip.ttl"]);
        Assert.Equal("46", f[ipv6 ? "ipv6.tclass.dscp" : "ip.dsfield.dscp"]);
        switch (type)
        {
            case TunnelType.VXLAN:
                Assert.Equal($"{0x123456}", f["vxlan.vni"]);
                Assert.Equal("4789", f["udp.dstport"]);
                break;
            case TunnelType.Geneve:
                Assert.Equal("6081", f["udp.dstport"]);
                Assert.Equal("0x123456", f["geneve.vni"]);
                break;
            case TunnelType.GRE:
                Assert.Equal("0x00123456", f["gre.key"]);
                break;
            default:
                Assert.Equal("1000", f["erspan.spanid"]);
                Assert.Equal($"{version}", f["erspan.version"]);
                break;
        }
    }

    /// <summary>ICMP "port unreachable".</summary>
    private static byte[] Error(byte[] about, bool ipv6) =>
        (ipv6 ? new PacketBuilder().IPv6().Protocol(58) : new PacketBuilder().IPv4().Protocol(1)).NoTransport()
            .Payload([ipv6 ? (byte)1 : (byte)3, ipv6 ? (byte)4 : (byte)3, 0, 0, 0, 0, 0, 0, .. about[14..Math.Min(about.Length, 300)]]).Build();

    private static void Send(CollectorNode node, byte[][] frames)
    {
        using var sender = new FrameSender(node.Broker.Behind("eth1"), "wire");
        foreach (var frame in frames)
        {
            sender.Send(frame);
        }
    }
}
