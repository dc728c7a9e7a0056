using K8sMirror.NodeAgent.Planning;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>
/// A target that segments itself. Hardware is modelled by a NIC whose far end forwards to a device without offloads: what
/// comes out there is what hardware would send on the wire.
/// </summary>
public sealed class SegmentationTests
{
    private const int Payload = 50_000;
    private const int Segment = 1400;

    public static TheoryData<string> Protocols => ["tcp", "tcp6", "udp", "tcp-vlan"];

    [KernelTheory]
    [MemberData(nameof(Protocols))]
    public void A_super_packet_is_passed_on_whole_and_hardware_makes_the_same_frames_of_it_as_the_cutter(string protocol)
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        node.Takes["eth2"] = PacketClasses.All;
        node.Apply("eth1>eth2", "eth1>eth3");
        using var hardware = Hardware(node.Behind("eth2"));
        using var cut = new FrameCapture(node.Behind("eth3"), "wire");
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        var frame = Frame(protocol);
        sender.SendSuper(frame, Segment);

        var whole = node.Settled("eth1>eth2");
        Assert.Equal(node.Settled("eth1>eth3").Sent, whole.Sent);
        Assert.Equal(whole.Seen, whole.Sent);
        Assert.Equal(1UL, Received(node.Behind("eth2")));
        var expected = cut.WaitFor((long)whole.Sent.Frames).Select(f => Convert.ToHexString(f.Bytes)).ToList();
        Assert.Equal(expected, hardware.WaitFor((long)whole.Sent.Frames).Select(f => Convert.ToHexString(f.Bytes)));
    }

    [KernelFact]
    public void What_such_a_target_does_not_take_whole_is_cut_for_it()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Takes["eth2"] = PacketClasses.Tcp4;
        node.Apply("eth1>eth2");
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        sender.SendSuper(Frame("tcp"), Segment);
        Assert.Equal(36UL, node.Settled("eth1>eth2").Sent.Frames);
        Assert.Equal(1UL, Received(node.Behind("eth2")));
        sender.SendSuper(Frame("tcp6"), Segment);
        Assert.Equal(72UL, node.Settled("eth1>eth2").Sent.Frames);
        Assert.Equal(37UL, Received(node.Behind("eth2")));
    }

    [KernelFact]
    public void A_super_packet_whose_frames_are_larger_than_the_target_s_MTU_is_too_big_whole_or_cut()
    {
        using var node = new BrokerNode(["eth1"]);
        node.AddNic("eth2", mtu: 1000);
        node.AddNic("eth3", mtu: 1000);
        node.Takes["eth2"] = PacketClasses.All;
        node.Apply("eth1>eth2", "eth1>eth3");
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        sender.SendSuper(new PacketBuilder().IPv4().Tcp().Payload(new byte[Segment * 10]).Build(), Segment);
        foreach (var edge in new[] { "eth1>eth2", "eth1>eth3" })
        {
            Assert.Equal(10UL, BrokerNode.Dropped(node.Settled(edge), NodeAgent.Datapath.Counters.DropReason.FrameTooBig));
        }
    }

    private static FrameCapture Hardware(TestNetNs behind)
    {
        behind.Ip("link add port type veth peer name line");
        behind.Ip("link set port up");
        behind.Ip("link set line up");
        behind.WaitUntilUp("line");
        behind.Exec("ethtool", "-K", "port", "tso", "off", "gso", "off", "tx", "off");
        behind.Exec("tc", "qdisc", "add", "dev", "wire", "clsact");
        behind.Exec("tc", "filter", "add", "dev", "wire", "ingress", "protocol", "all", "u32", "match", "u32", "0", "0", "action", "mirred", "egress", "redirect", "dev", "port");
        return new FrameCapture(behind, "line");
    }

    private static byte[] Frame(string protocol)
    {
        var builder = new PacketBuilder();
        builder = protocol.EndsWith("vlan", StringComparison.Ordinal) ? builder.Vlan(100) : builder;
        builder = protocol == "tcp6" ? builder.IPv6() : builder.IPv4();
        builder = protocol == "udp" ? builder.Udp() : builder.Tcp();
        return builder.Payload(new byte[Payload]).Build();
    }

    private static ulong Received(TestNetNs behind)
    {
        using var json = System.Text.Json.JsonDocument.Parse(behind.Exec("ip", "-json", "-statistics", "link", "show", "wire"));
        return json.RootElement[0].GetProperty("stats64").GetProperty("rx").GetProperty("packets").GetUInt64();
    }
}
