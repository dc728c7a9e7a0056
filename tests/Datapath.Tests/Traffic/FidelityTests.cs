using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>A tool gets, byte for byte, what the source received.</summary>
public sealed class FidelityTests
{
    private const int Jumbo = 9000;

    public static TheoryData<string> Fixtures => [.. All.Keys];

    private static Dictionary<string, byte[]> All { get; } = new(StringComparer.Ordinal)
    {
        ["udp"] = new PacketBuilder().IPv4().Udp().Numbered(1, 200).Build(),
        ["tcp"] = new PacketBuilder().IPv4().Tcp().Numbered(1, 1400).Build(),
        ["runt, 60 bytes"] = new PacketBuilder().IPv4().Udp().Payload([1]).PadTo(60).Build(),
        ["below the Ethernet minimum"] = new PacketBuilder().IPv4().Udp().Payload([1]).Build(),
        ["full size"] = new PacketBuilder().IPv4().Udp().Numbered(1, 1500 - 28).Build(),
        ["jumbo"] = new PacketBuilder().IPv4().Udp().Numbered(1, Jumbo - 28).Build(),
        ["vlan"] = new PacketBuilder().Vlan(100, priority: 5).IPv4().Udp().Numbered(1, 200).Build(),
        ["vlan, full size"] = new PacketBuilder().Vlan(100).IPv4().Udp().Numbered(1, 1500 - 28).Build(),
        ["qinq"] = new PacketBuilder().Vlan(7, 0x88a8).Vlan(100).IPv4().Udp().Numbered(1, 200).Build(),
        ["arp"] = new PacketBuilder().Arp().PadTo(60).Build(),
        ["ipv6"] = new PacketBuilder().IPv6().Udp().Numbered(1, 200).Build(),
        ["ipv6, extension headers"] = new PacketBuilder().IPv6().Extension(0).Extension(60, 16).Tcp().Numbered(1, 200).Build(),
        ["first fragment"] = new PacketBuilder().IPv4().Fragment(0, more: true).Udp().Numbered(1, 1400).Build(),
        ["last fragment"] = new PacketBuilder().IPv4().Fragment(1408, more: false).Protocol(17).Payload(new byte[300]).Build(),
        ["ipv6 fragment"] = new PacketBuilder().IPv6().Fragment(0, more: true).Udp().Numbered(1, 1200).Build(),
        ["unknown EtherType"] = new PacketBuilder().EtherType(0x88b5).Payload(new byte[100]).Build(),
        ["multicast"] = new PacketBuilder("01:00:5e:00:00:fb").IPv4(to: "224.0.0.251").Udp().Numbered(1, 100).Build(),
        ["bad checksum"] = new PacketBuilder().IPv4().Udp().Numbered(1, 100).WithBadChecksum().Build(),
    };

    [KernelTheory]
    [MemberData(nameof(Fixtures))]
    public void Received(string fixture) => Check(fixture, "eth1>eth2", node => new FrameSender(node.Behind("eth1"), "wire"));

    [KernelTheory]
    [MemberData(nameof(Fixtures))]
    public void Sent(string fixture) => Check(fixture, "eth1<eth2", node => new FrameSender(node.Node, "eth1"));

    /// <summary>Through the datapath and out again.</summary>
    internal static void Check(string fixture, string edge, Func<BrokerNode, FrameSender> open, bool offload = false)
    {
        var frame = All[fixture];
        using var node = new BrokerNode([], offload: offload, offloadFrom: 1);
        node.AddNic("eth1", Jumbo);
        node.AddNic("eth2", Jumbo);
        node.Apply(edge);
        using var tool = new FrameCapture(node.Behind("eth2"), "wire");
        using var sender = open(node);
        for (var i = 0; i < 3; i++)
        {
            sender.Send(frame);
        }
        var counters = node.Settled(edge);
        Assert.Equal(3UL, counters.Sent.Frames);
        Assert.Equal((ulong)frame.Length * 3, counters.Sent.Bytes);
        Assert.All(tool.WaitFor(3), f => Assert.Equal(Convert.ToHexString(frame), Convert.ToHexString(f.Bytes)));
        Assert.Equal(3, tool.Count);
    }
}
