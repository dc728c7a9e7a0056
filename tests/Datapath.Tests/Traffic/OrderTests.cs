using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Programs;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>A tool sees an acknowledgement after the data that it acknowledges, and a response after the request.</summary>
public sealed class OrderTests
{
    private const int Count = 2_000;

    /// <summary>What may have happened to the stage before.</summary>
    public static TheoryData<string> Histories => [.. All.Keys];

    private static Dictionary<string, Action<BrokerNode>> All { get; } = new(StringComparer.Ordinal)
    {
        ["new"] = _ => { },
        ["another agent took over"] = node => node.Restart(),
        ["somebody deleted it"] = node => node.Node.Ip("link del k8sm-in"),
        ["super-packets are in between"] = _ => { },
    };

    [KernelTheory]
    [MemberData(nameof(Histories))]
    public void Frames_of_many_flows_and_both_directions_arrive_as_they_were_sent(string history)
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Apply("eth1>eth2", "eth1<eth2");
        All[history](node);
        node.Apply("eth1>eth2", "eth1<eth2");
        Assert.Empty(node.Datapath.Features.Warnings);
        var frames = Enumerable.Range(0, Count).Select(Frame).ToList();
        var number = frames.Select((f, i) => (Key: Convert.ToHexString(f), i)).ToDictionary(f => f.Key, f => f.i);
        using var tool = new FrameCapture(node.Behind("eth2"), "wire", bufferBytes: 32 << 20);
        using var outside = new FrameSender(node.Behind("eth1"), "wire");
        using var inside = new FrameSender(node.Node, "eth1");
        for (var i = 0; i < Count; i++)
        {
            // The hook that a frame passes is independent of its kind.
            (i % 4 < 2 ? outside : inside).Send(frames[i]);
        }
        var sent = node.Settled("eth1>eth2").Sent.Frames + node.Settled("eth1<eth2").Sent.Frames;
        var order = tool.WaitFor((long)sent).Select(f => number[Convert.ToHexString(f.Bytes)]).ToList();
        Assert.Equal(0, tool.Drops);
        Assert.Equal(sent, (ulong)order.Count);
        Assert.Equal(0, order.Zip(order.Skip(1)).Count(pair => pair.First > pair.Second));
    }

    private static byte[] Frame(int i)
    {
        var flow = (ushort)(40000 + (i / 7 % 5));
        return (i % 7) switch
        {
            // GRO holds back full segments without PSH; the others could overtake them.
            0 or 1 or 4 => new PacketBuilder().IPv4().Tcp(flow, 443, (uint)i * 1400).Numbered((ulong)i, 1400).Build(),
            2 => new PacketBuilder().IPv4("192.0.2.2", "192.0.2.1").Tcp(443, flow, (uint)i).PadTo().Build(),
            3 => new PacketBuilder().IPv4().Udp(flow).Numbered((ulong)i, 200).Build(),
            5 => new PacketBuilder().IPv6().Tcp(flow, 443, (uint)i * 1200).Numbered((ulong)i, 1200).Build(),
            _ => new PacketBuilder().Vlan(100).IPv4().Tcp(flow, 443, (uint)i * 1400).Numbered((ulong)i, 1400).Build(),
        };
    }
}
