using System.Diagnostics;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Process;

/// <summary>1,000 conversations over four tools under load, of which one fails and recovers: the real agent, and what each tool saw.</summary>
public sealed class FailoverUnderLoadTests : IDisposable
{
    private const int Conversations = 1000;
    private const int Tools = 4;
    private const int Failing = 1;
    private readonly BpfFsMount pins = new();
    private readonly TempDir manifests = new();
    private readonly TestNetNs node = new();
    private readonly TestNetNs client = new();
    private readonly List<TestNetNs> tools = [];

    public FailoverUnderLoadTests()
    {
        Wire("eth1", client);
        for (var i = 0; i < Tools; i++)
        {
            tools.Add(new());
            Wire($"t{i}", tools[i]);
        }
        File.WriteAllText(manifests.At("mirror.yaml"), $$"""
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: spread}
            spec:
              sources: [{interface: eth1, direction: Ingress}]
              targets: [{{string.Join(", ", Enumerable.Range(0, Tools).Select(i => $"{{name: t{i}, interface: t{i}}}"))}}]
              distribution: FlowHash
            """);
    }

    [KernelFact]
    public void Only_the_failing_tools_conversations_move_and_they_return()
    {
        using var agent = new AgentProcess(node, pins.At("k8smirror"));
        agent.Start("", ["--manifests", manifests.Path]);
        var seen = Enumerable.Range(0, Tools).Select(_ => new List<ulong>()).ToArray();
        var captures = tools.Select((t, i) => new FrameCapture(t, "wire", f => seen[i].Add(f.Sequence ?? ulong.MaxValue), bufferBytes: 64 << 20)).ToList();
        var frames = Enumerable.Range(0, Conversations)
            .Select(c => new PacketBuilder().IPv4($"10.0.{c / 250}.{(c % 250) + 1}", "10.1.0.1").Udp((ushort)(20000 + c), 443))
            .ToArray();
        using var stop = new CancellationTokenSource();
        ulong sent = 0;
        var watch = Stopwatch.StartNew();
        var load = new Thread(() => sent = Send(frames, stop.Token));
        load.Start();
        Thread.Sleep(500);
        node.Ip($"link set t{Failing} down");
        Thread.Sleep(1000);
        node.Ip($"link set t{Failing} up");
        Thread.Sleep(1000);
        stop.Cancel();
        load.Join();
        var spent = watch.Elapsed;
        Eventually.True(() => Books(agent).Seen == Tools * sent, "all that was sent is seen");
        captures.ForEach(c => _ = c.Settle());
        captures.ForEach(c => Assert.Equal(0, c.Drops));
        captures.ForEach(c => c.Dispose());

        // By number of the frame; its conversation is the number modulo 1,000.
        var at = new Dictionary<ulong, int>();
        for (var i = 0; i < Tools; i++)
        {
            Assert.All(seen[i], n => Assert.True(at.TryAdd(n, i), $"frame {n} is at two tools"));
        }
        var moved = 0;
        for (var c = 0; c < Conversations; c++)
        {
            var way = new List<int>();
            for (var n = (ulong)c; n < sent; n += Conversations)
            {
                if (at.TryGetValue(n, out var tool) && (way.Count == 0 || way[^1] != tool))
                {
                    way.Add(tool);
                }
            }
            Assert.True(way.Count == 1 || (way.Count == 3 && way[0] == Failing && way[2] == Failing), $"conversation {c} was at {string.Join(", ", way)}");
            moved += way.Count == 3 ? 1 : 0;
        }
        Assert.InRange(moved, 1, (Conversations / Tools) + (Conversations * 2 / 100));
        var missing = Enumerable.Range(0, (int)sent).Select(n => (ulong)n).Where(n => !at.ContainsKey(n)).ToList();
        var books = Books(agent);
        Assert.Equal((sent - (ulong)missing.Count, (ulong)missing.Count), (books.Sent, books.Dropped));
        Assert.Equal(Tools * sent, books.Sent + books.Dropped + books.NotSelected);
        var lost = missing.Count == 0 ? 0 : (missing[^1] - missing[0]) * spent.TotalMilliseconds / sent;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{sent} frames in {spent.TotalMilliseconds:f0} ms, {moved} of {Conversations} conversations moved, {missing.Count} copies lost, from the first to the last of them {lost:f1} ms");
    }

    public void Dispose()
    {
        node.Dispose();
        client.Dispose();
        tools.ForEach(t => t.Dispose());
        manifests.Dispose();
        pins.Dispose();
    }

    private static (ulong Seen, ulong Sent, ulong Dropped, ulong NotSelected) Books(AgentProcess agent)
    {
        var edges = agent.Status().GetProperty("edges").EnumerateArray().ToList();
        ulong Sum(string name) => edges.Aggregate(0UL, (sum, e) => sum + e.GetProperty(name).GetUInt64());
        var dropped = edges.SelectMany(e => e.GetProperty("droppedPackets").EnumerateObject()).Aggregate(0UL, (sum, d) => sum + d.Value.GetUInt64());
        return (Sum("seenPackets"), Sum("mirroredPackets"), dropped, Sum("notSelectedPackets"));
    }

    private ulong Send(PacketBuilder[] conversations, CancellationToken stop)
    {
        using var sender = new FrameSender(client, "wire");
        var number = 0UL;
        for (; !stop.IsCancellationRequested; number++)
        {
            sender.Send(conversations[number % Conversations].Numbered(number, 64).Build());
            Thread.SpinWait(500);
        }
        return number;
    }

    private void Wire(string nic, TestNetNs behind)
    {
        node.Ip($"link add {nic} type veth peer name wire netns {behind.Name}");
        node.Ip($"link set {nic} up");
        behind.Ip("link set wire up");
        node.WaitUntilUp(nic);
    }
}
