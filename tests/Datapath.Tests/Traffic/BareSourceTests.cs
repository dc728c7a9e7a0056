using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Datapath.Pins;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>Sources whose packets have no Ethernet header, and loopback.</summary>
public sealed class BareSourceTests
{
    private static readonly byte[] FromOutside = [0x02, 0x4b, 0x38, 0, 0, 1, 0x02, 0x4b, 0x38, 0, 0, 2];
    private static readonly byte[] FromNode = [0x02, 0x4b, 0x38, 0, 0, 2, 0x02, 0x4b, 0x38, 0, 0, 1];

    [KernelTheory]
    [InlineData(AttachMode.Tcx)]
    [InlineData(AttachMode.Clsact)]
    public void Packets_of_a_tun_device_get_an_Ethernet_header_on_their_copies(AttachMode attach)
    {
        using var node = new BrokerNode(["eth2"], attach);
        using var tun = new TunDevice(node.Node, "tun0", "10.9.0.1/24");
        node.Apply("tun0>eth2", "tun0<eth2");
        using var tool = new FrameCapture(node.Behind("eth2"), "wire");
        using var original = new FrameCapture(node.Node, "tun0");

        byte[][] sent = [.. Enumerable.Range(0, 20).Select(i => Echo(i))];
        var replies = new List<byte[]>();
        foreach (var packet in sent)
        {
            tun.Send(packet);
            replies.Add(tun.Receive());
        }
        Assert.All(replies, r => Assert.Equal(0, r[20])); // The node has answered each echo, so each original arrived there unchanged.

        var copies = tool.WaitFor(40).Select(f => f.Bytes).ToList();
        Assert.Equal(sent.Select(p => (byte[])[.. FromOutside, 0x08, 0x00, .. p]), copies.Where(c => c.AsSpan(0, 12).SequenceEqual(FromOutside)));
        Assert.Equal(replies.Select(p => (byte[])[.. FromNode, 0x08, 0x00, .. p]), copies.Where(c => c.AsSpan(0, 12).SequenceEqual(FromNode)));
        Assert.Equal(40, copies.Count);
        // A capture on the device sees each packet once, and no header.
        Assert.Equal(sent, original.WaitFor(20).Select(f => f.Bytes));
        foreach (var edge in new[] { "tun0>eth2", "tun0<eth2" })
        {
            Assert.Equal(new Tally(20, 20 * (14 + 48)), node.Settled(edge).Sent);
        }
    }

    [KernelFact]
    public void Filters_labels_and_slices_work_on_them()
    {
        var echo = FilterReader.Read(new() { Rules = [new() { Action = FilterAction.Accept, Protocol = "ICMP", IcmpTypes = [8] }] }, "filter", out _);
        using var node = new BrokerNode(["eth2"]);
        using var tun = new TunDevice(node.Node, "tun0", "10.9.0.1/24");
        node.Selections["tun0>eth2/vlan5"] = [new(0, echo, new())];
        node.Labels["tun0>eth2/vlan5"] = 5;
        node.SnapLengths["tun0>eth2/vlan5"] = 64;
        node.Apply("tun0>eth2/vlan5");
        using var tool = new FrameCapture(node.Behind("eth2"), "wire");
        var udp = new PacketBuilder().IPv4("10.9.0.2", "10.9.0.1").Udp().Numbered(1, 200).Build()[14..];
        var large = Echo(3, 100);
        tun.Send(large);
        tun.Send(udp);
        Assert.Equal(large, Reply(tun, large));

        Assert.Equal([.. FromOutside, 0x81, 0x00, 0, 5, 0x08, 0x00, .. large[..50]], Assert.Single(tool.WaitFor(1)).Bytes);
        var counters = node.Settled("tun0>eth2/vlan5");
        Assert.Equal((1UL, 1UL), (counters.Sent.Frames, counters.NotSelected.Frames));
    }

    [KernelFact]
    public void A_device_that_is_no_source_any_more_has_none_of_our_programs()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        using var tun = new TunDevice(node.Node, "tun0", "10.9.0.1/24");
        node.Apply("tun0>eth2", "eth1>eth2");
        Assert.Equal([EdgeDirection.Ingress, EdgeDirection.Egress], HooksOf(node, "tun0"));
        node.Restart();
        node.Apply("tun0>eth2", "eth1>eth2");
        Assert.Equal([EdgeDirection.Ingress, EdgeDirection.Egress], HooksOf(node, "tun0"));
        node.Apply("eth1>eth2");
        Assert.Empty(HooksOf(node, "tun0"));
        tun.Send(Echo(1));
        Assert.Equal(0, tun.Receive()[20]);
    }

    [KernelFact]
    public void What_a_node_says_to_itself_is_copied_as_it_is()
    {
        using var node = new BrokerNode(["eth2"]);
        node.Apply("lo>eth2");
        using var tool = new FrameCapture(node.Behind("eth2"), "wire");
        node.Node.Exec("ping", "-c", "5", "-i", "0.01", "-s", "100", "127.0.0.1");

        var copies = tool.WaitFor(10);
        Assert.Equal(10, copies.Count);
        Assert.All(copies, c => Assert.Equal((byte[])[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x08, 0x00, 0x45], c.Bytes[..15]));
        Assert.Equal(10UL, node.Settled("lo>eth2").Sent.Frames);
    }

    private static IReadOnlyList<EdgeDirection> HooksOf(BrokerNode node, string nic)
    {
        var index = node.Node.Link(nic).Index;
        return [.. node.Node.Run(() => new PinLayout(node.Options.PinDirectory).PinnedHooks()).Where(h => h.Index == index).Select(h => h.Direction).Order()];
    }

    private static byte[] Reply(TunDevice tun, byte[] request)
    {
        // Besides the echo's answer, the node reports that the UDP port is closed.
        for (var i = 0; i < 2; i++)
        {
            var reply = tun.Receive();
            if (reply[20] == 0 && reply.Length == request.Length)
            {
                return request;
            }
        }
        return [];
    }

    private static byte[] Echo(int number, int payload = 20)
    {
        byte[] message = [8, 0, 0, 0, 0, 1, (byte)(number >> 8), (byte)number, .. Enumerable.Range(0, payload).Select(i => (byte)i)];
        var sum = 0;
        for (var i = 0; i < message.Length; i += 2)
        {
            sum += (message[i] << 8) | message[i + 1];
        }
        var check = ~((sum & 0xffff) + (sum >> 16));
        (message[2], message[3]) = ((byte)(check >> 8), (byte)check);
        return new PacketBuilder().IPv4("10.9.0.2", "10.9.0.1").Protocol(1).Payload(message).Build()[14..];
    }
}
