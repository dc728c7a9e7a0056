using K8sMirror.Bpf.Links;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Kit;

public sealed class FrameCaptureTests : IDisposable
{
    private readonly TestNetNs left = new();
    private readonly TestNetNs right = new();
    private readonly VethLink cable;

    public FrameCaptureTests() => cable = new(left, "eth0", right, "eth1", mtu: 9000);

    public void Dispose()
    {
        cable.Dispose();
        left.Dispose();
        right.Dispose();
    }

    [KernelFact]
    public void Frames_of_all_kinds_arrive_byte_for_byte()
    {
        byte[][] frames =
        [
            .. PacketBuilderTests.Good.Select(row => row.Data.Item2),
            new PacketBuilder().EtherType(0x88b5).Payload(new byte[1]).Build(),
            new PacketBuilder().IPv4().Udp().Numbered(1, 8972).Build(),
        ];
        using var capture = new FrameCapture(right, "eth1");
        using var sender = new FrameSender(left, "eth0");
        foreach (var frame in frames)
        {
            sender.Send(frame);
        }

        var captured = capture.WaitFor(frames.Length);
        Assert.Equal(frames, captured.Select(c => c.Bytes));
        Assert.All(captured, c => Assert.False(c.ChecksumPending));
        Assert.Equal(0, capture.Drops);
    }

    [KernelFact]
    public void Only_received_frames_are_captured()
    {
        using var capture = new FrameCapture(left, "eth0");
        using var there = new FrameSender(left, "eth0");
        using var back = new FrameSender(right, "eth1");
        there.Send(new PacketBuilder().IPv4().Udp().Numbered(1).Build());
        back.Send(new PacketBuilder().IPv4().Udp().Numbered(2).Build());
        Assert.Equal([2ul], capture.WaitFor(1).Select(c => c.Sequence!.Value));
    }

    [KernelFact]
    public void Many_frames_in_a_row_are_all_there_in_order()
    {
        const int Frames = 20_000;
        using var capture = new FrameCapture(right, "eth1");
        using var sender = new FrameSender(left, "eth0");
        for (var i = 0; i < Frames; i++)
        {
            sender.Send(new PacketBuilder().IPv4().Udp().Numbered((ulong)i).Build());
        }
        var captured = capture.WaitFor(Frames);
        Assert.Equal(0, capture.Drops);
        Assert.Equal(Enumerable.Range(0, Frames).Select(i => (ulong)i), captured.Select(c => c.Sequence!.Value));
    }

    [KernelFact]
    public void What_the_capture_missed_is_known()
    {
        const int Frames = 600;
        using var hold = new ManualResetEventSlim();
        using var capture = new FrameCapture(right, "eth1", _ => hold.Wait(), bufferBytes: 1 << 19);
        using var sender = new FrameSender(left, "eth0");
        var frame = new PacketBuilder().IPv4().Udp().Numbered(1, 2000).Build();
        for (var i = 0; i < Frames; i++)
        {
            sender.Send(frame);
        }
        hold.Set();
        capture.Settle();
        Assert.InRange(capture.Drops, 1, Frames);
        Assert.Equal(Frames, capture.Count + capture.Drops);
    }

    [KernelFact]
    public void A_super_packet_crosses_whole_or_is_cut_by_the_sender()
    {
        var frame = new PacketBuilder().IPv4().Tcp().Numbered(1, 14_000).Build();
        using var capture = new FrameCapture(right, "eth1");
        using var sender = new FrameSender(left, "eth0");

        sender.SendSuper(frame, 1400);
        var whole = Assert.Single(capture.WaitFor(1));
        Assert.Equal(frame.Length, whole.Bytes.Length);
        Assert.True(whole.ChecksumPending);
        Assert.Equal("TCP checksum", FrameChecksums.Fault(whole.Bytes));

        left.Offload("eth0", EthtoolFeature.TcpSegmentation, false);
        left.Offload("eth0", EthtoolFeature.GenericSegmentation, false);
        left.Offload("eth0", EthtoolFeature.TxChecksum, false);
        sender.SendSuper(frame, 1400);
        var cut = capture.WaitFor(11).Skip(1).ToList();
        Assert.Equal(10, cut.Count);
        Assert.All(cut, c => Assert.Null(FrameChecksums.Fault(c.Bytes)));
        Assert.All(cut, c => Assert.Equal(1454, c.Bytes.Length));

        sender.SendSuper(new PacketBuilder().IPv6().Udp().Numbered(1, 3000).Build(), 1000);
        Assert.All(capture.WaitFor(14).Skip(11), c => Assert.Null(FrameChecksums.Fault(c.Bytes)));
    }

    [KernelFact]
    public void A_failing_handler_fails_the_test()
    {
        using var capture = new FrameCapture(right, "eth1", _ => throw new TimeoutException());
        using var sender = new FrameSender(left, "eth0");
        sender.Send(new PacketBuilder().IPv4().Udp().Build());
        Assert.IsType<TimeoutException>(Assert.Throws<InvalidOperationException>(() => capture.WaitFor(1)).InnerException);
    }

    [Fact]
    public void Layouts_of_packet_sockets_are_the_headers() => new LayoutCheck("<linux/if_packet.h>", "<linux/virtio_net.h>")
        .Struct<CaptureBlock.Header>("struct tpacket3_hdr", wholeSize: false, new Dictionary<string, string>
        {
            ["Next"] = "tp_next_offset",
            ["Seconds"] = "tp_sec",
            ["Nanoseconds"] = "tp_nsec",
            ["Captured"] = "tp_snaplen",
            ["Length"] = "tp_len",
            ["Status"] = "tp_status",
            ["MacOffset"] = "tp_mac",
            ["NetworkOffset"] = "tp_net",
            ["Hash"] = "hv1.tp_rxhash",
            ["VlanTag"] = "hv1.tp_vlan_tci",
            ["VlanProtocol"] = "hv1.tp_vlan_tpid",
        })
        .Struct<FrameCapture.RingRequest>("struct tpacket_req3", renames: new Dictionary<string, string>
        {
            ["BlockSize"] = "tp_block_size",
            ["Blocks"] = "tp_block_nr",
            ["FrameSize"] = "tp_frame_size",
            ["Frames"] = "tp_frame_nr",
            ["RetireMilliseconds"] = "tp_retire_blk_tov",
            ["PrivateSize"] = "tp_sizeof_priv",
            ["Features"] = "tp_feature_req_word",
        })
        .Struct<FrameSender.VnetHeader>("struct virtio_net_hdr", renames: new Dictionary<string, string>
        {
            ["HeaderLength"] = "hdr_len",
            ["ChecksumStart"] = "csum_start",
            ["ChecksumOffset"] = "csum_offset",
        })
        .Constant("offsetof(struct tpacket_block_desc, hdr.bh1.block_status)", CaptureBlock.Status)
        .Constant("PACKET_IGNORE_OUTGOING", PacketSocket.PACKET_IGNORE_OUTGOING)
        .Constant("PACKET_VNET_HDR", PacketSocket.PACKET_VNET_HDR)
        .Constant("TPACKET_V3", 2)
        .Run();
}
