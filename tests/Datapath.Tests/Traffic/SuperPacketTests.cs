using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>A source with offloads receives super-packets; a tool gets frames as on the wire.</summary>
public sealed class SuperPacketTests
{
    private static readonly string[] Protocols = ["tcp", "tcp6", "udp"];
    private static readonly string[] Tags = ["", "vlan"];
    private static readonly bool[] Directions = [true, false];

    public static TheoryData<string, bool, string> Cases => new(
        from protocol in Protocols
        from received in Directions
        from vlan in Tags
        select (protocol, received, vlan));

    [KernelTheory]
    [MemberData(nameof(Cases))]
    public void Tools_get_wire_sized_frames_with_good_checksums_all_accounted(string protocol, bool received, string vlan)
    {
        const int Payload = 50_000;
        const int Segment = 1400;
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        var edge = received ? "eth1>eth2" : "eth1<eth2";
        node.Apply(edge, edge.Replace("eth2", "eth3", StringComparison.Ordinal));
        using var tool = new FrameCapture(node.Behind("eth2"), "wire");
        using var sender = received ? new FrameSender(node.Behind("eth1"), "wire") : new FrameSender(node.Node, "eth1");
        var frame = Frame(protocol, vlan, new byte[Payload]);
        for (var i = 0; i < 4; i++)
        {
            sender.SendSuper(frame, Segment);
        }
        var counters = node.Settled(edge);
        var segments = (ulong)((Payload + Segment - 1) / Segment);
        Assert.Equal(4 * segments, counters.Seen.Frames);
        Assert.Equal(4UL * ((segments * (ulong)(frame.Length - Payload)) + Payload), counters.Seen.Bytes);
        var frames = tool.WaitFor((long)counters.Sent.Frames);
        Assert.Equal(counters.Sent.Frames, (ulong)frames.Count);
        Assert.Equal(counters.Sent.Bytes, (ulong)frames.Sum(f => f.Bytes.Length));
        Assert.All(frames, f =>
        {
            Assert.InRange(f.Bytes.Length, 60, 1518);
            Assert.False(f.ChecksumPending);
            Assert.Null(FrameChecksums.Fault(f.Bytes));
        });
    }

    private static byte[] Frame(string protocol, string vlan, byte[] payload)
    {
        var builder = new PacketBuilder();
        builder = vlan.Length > 0 ? builder.Vlan(100) : builder;
        builder = protocol == "tcp6" ? builder.IPv6() : builder.IPv4();
        builder = protocol == "udp" ? builder.Udp() : builder.Tcp();
        return builder.Payload(payload).Build();
    }
}
