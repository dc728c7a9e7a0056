using System.Text.Json;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>iperf3 at full speed over a NIC with all its offloads on: super-packets in both directions.</summary>
public sealed class RealTcpTests
{
    private const int LargestFrame = 1514;
    private static readonly string[] Edges = ["eth1>eth2", "eth1<eth2", "eth1>eth3", "eth1<eth3"];

    [KernelTheory]
    [InlineData("")]
    [InlineData("--reverse")]
    public void Tools_get_frames_as_on_the_wire_and_each_is_accounted_for(string direction)
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        node.Node.Ip("addr add 10.1.0.1/24 dev eth1");
        node.Behind("eth1").Ip("addr add 10.1.0.2/24 dev wire");
        node.Apply(Edges);
        var faults = new List<string>();
        using var tool = new FrameCapture(node.Behind("eth2"), "wire", f => Check(f, faults), bufferBytes: 256 << 20);
        using var server = node.Node.Start("iperf3", "--server", "--one-off", "--bind", "10.1.0.1");
        Eventually.True(() => node.Node.Exec("ss", "-Hltn").Contains(":5201", StringComparison.Ordinal), "the server listens");

        node.Behind("eth1").Exec("iperf3", [.. (string[])["--client", "10.1.0.1", "--bytes", "150M"], .. direction.Length > 0 ? [direction] : Array.Empty<string>()]);

        server.WaitForExit();
        var counters = Edges.ToDictionary(e => e, node.Settled);
        // 150 MB in frames of at most 1,448 bytes of payload, and their acknowledgements: the hooks saw everything.
        Assert.InRange(counters[direction.Length > 0 ? "eth1<eth2" : "eth1>eth2"].Seen.Frames, 150_000_000UL / 1460, 1_000_000UL);
        Assert.NotEqual(0UL, counters["eth1>eth2"].Sent.Frames);
        Assert.NotEqual(0UL, counters["eth1<eth2"].Sent.Frames);
        // On a busy machine, an overloaded cutter, backlog or target queue loses copies, and each is counted; nothing else may be lost.
        Assert.All(counters.Values, c => Assert.All(c.Dropped.Where(d => !IsOutrun(d.Key)), d => Assert.Equal(default, d.Value)));
        foreach (var nic in new[] { "eth2", "eth3" })
        {
            var sent = counters[$"eth1>{nic}"].Sent.Frames + counters[$"eth1<{nic}"].Sent.Frames;
            Assert.Equal(sent, Received(node.Behind(nic)));
        }
        tool.WaitFor((long)(counters["eth1>eth2"].Sent.Frames + counters["eth1<eth2"].Sent.Frames) - tool.Drops);
        Assert.Empty(faults);
    }

    [KernelTheory]
    [InlineData("")]
    [InlineData("--reverse")]
    public void What_a_tunnel_carries_in_super_packets_is_accounted_for_on_the_nic_below_it(string direction)
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Node.Ip("addr add 10.1.0.1/24 dev eth1");
        node.Behind("eth1").Ip("addr add 10.1.0.2/24 dev wire");
        node.Node.Ip("link add vx0 type vxlan id 7 dstport 8472 remote 10.1.0.2");
        node.Behind("eth1").Ip("link add vx0 type vxlan id 7 dstport 8472 remote 10.1.0.1");
        foreach (var (ns, address) in new[] { (node.Node, "10.2.0.1/24"), (node.Behind("eth1"), "10.2.0.2/24") })
        {
            ns.Ip($"addr add {address} dev vx0");
            ns.Ip("link set vx0 up");
        }
        node.Apply("eth1>eth2", "eth1<eth2");
        using var server = node.Node.Start("iperf3", "--server", "--one-off", "--bind", "10.2.0.1");
        Eventually.True(() => node.Node.Exec("ss", "-Hltn").Contains(":5201", StringComparison.Ordinal), "the server listens");

        node.Behind("eth1").Exec("iperf3", [.. (string[])["--client", "10.2.0.1", "--bytes", "50M"], .. direction.Length > 0 ? [direction] : Array.Empty<string>()]);

        server.WaitForExit();
        var (received, sent) = (node.Settled("eth1>eth2"), node.Settled("eth1<eth2"));
        Assert.InRange((direction.Length > 0 ? sent : received).Seen.Frames, 50_000_000UL / 1460, 500_000UL);
        Assert.All(received.Dropped.Concat(sent.Dropped).Where(d => !IsOutrun(d.Key)), d => Assert.Equal(default, d.Value));
        Assert.Equal(received.Sent.Frames + sent.Sent.Frames, Received(node.Behind("eth2")));
    }

    private static bool IsOutrun(DropReason reason) => reason is DropReason.CutterFull or DropReason.CloneFailed or DropReason.TargetBusy;

    private static void Check(CapturedFrame frame, List<string> faults)
    {
        if (frame.ChecksumPending || frame.Bytes.Length > LargestFrame || FrameChecksums.Fault(frame.Bytes) is not null)
        {
            faults.Add($"{frame.Bytes.Length} bytes, checksum {(frame.ChecksumPending ? "pending" : FrameChecksums.Fault(frame.Bytes) ?? "good")}");
        }
    }

    private static ulong Received(TestNetNs behind)
    {
        using var json = JsonDocument.Parse(behind.Exec("ip", "-json", "-statistics", "link", "show", "wire"));
        return json.RootElement[0].GetProperty("stats64").GetProperty("rx").GetProperty("packets").GetUInt64();
    }
}
