using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Objects;
using K8sMirror.Bpf.Programs;
using K8sMirror.Core.Naming;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Accounting;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Datapath.Pins;
using K8sMirror.NodeAgent.Datapath.Programs;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>Copies made by dedicated CPUs are the same as those made by the source's CPU.</summary>
public sealed class OffloadTests
{
    private const int Batch = 20;

    [KernelTheory]
    [InlineData(1, false)]
    [InlineData(4, true)]
    [InlineData(16, true)]
    public void Every_target_gets_every_frame_once_byte_for_byte(int targets, bool isAway)
    {
        const int Frames = 1000;
        var names = Names(targets);
        using var node = new BrokerNode(["eth1", .. names], offload: true);
        node.Apply([.. names.Select(n => $"eth1>{n}")]);
        Assert.Empty(node.Offload().Problem);
        Assert.Equal(BrokerNode.Other.ToString(), node.Offload().Cpus);
        var expected = Tool.Expect(1, Frames);
        var tools = names.Select(n => new Tool(node.Behind(n), expected)).ToList();
        using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
        {
            SendAll(node, sender, expected[0]);
        }
        foreach (var (name, tool) in names.Zip(tools))
        {
            var counters = node.Settled($"eth1>{name}");
            Assert.Equal(((ulong)Frames, (ulong)Frames), (counters.Seen.Frames, counters.Sent.Frames));
            tool.Check(Frames);
            tool.Dispose();
        }
        Assert.Equal(isAway || BrokerNode.OffloadsAll, WentAway(node) != 0);
    }

    public static TheoryData<string> Fixtures => FidelityTests.Fixtures;

    [KernelTheory]
    [MemberData(nameof(Fixtures))]
    public void What_was_received_arrives_byte_for_byte(string fixture) => FidelityTests.Check(fixture, "eth1>eth2", n => new FrameSender(n.Behind("eth1"), "wire"), offload: true);

    [KernelTheory]
    [MemberData(nameof(Fixtures))]
    public void What_was_sent_arrives_byte_for_byte(string fixture) => FidelityTests.Check(fixture, "eth1<eth2", n => new FrameSender(n.Node, "eth1"), offload: true);

    [KernelTheory]
    [InlineData("tcp", true)]
    [InlineData("tcp", false)]
    [InlineData("tcp6", true)]
    [InlineData("tcp6", false)]
    [InlineData("udp", true)]
    public void Super_packets_cross_whole_and_are_cut_for_those_targets_that_need_it(string protocol, bool received)
    {
        const int Payload = 50_000;
        const int Segment = 1400;
        var names = Names(4);
        using var node = new BrokerNode(["eth1", .. names], offload: true);
        node.Takes["eth4"] = node.Takes["eth5"] = PacketClasses.All;
        var sign = received ? '>' : '<';
        node.Apply([.. names.Select(n => $"eth1{sign}{n}")]);
        using var cut = new FrameCapture(node.Behind("eth2"), "wire");
        using var whole = new FrameCapture(node.Behind("eth4"), "wire");
        using var crossing = new FrameCapture(node.Node, OffloadDevices.Out);
        using var sender = received ? new FrameSender(node.Behind("eth1"), "wire") : new FrameSender(node.Node, "eth1");
        var builder = protocol == "tcp6" ? new PacketBuilder().IPv6() : new PacketBuilder().IPv4();
        var frame = (protocol == "udp" ? builder.Udp() : builder.Tcp()).Payload(new byte[Payload]).Build();
        for (var i = 0; i < 4; i++)
        {
            sender.SendSuper(frame, Segment);
            node.Drain();
        }
        var segments = (ulong)((Payload + Segment - 1) / Segment);
        foreach (var name in names)
        {
            var counters = node.Settled($"eth1{sign}{name}");
            Assert.Equal(4 * segments, counters.Seen.Frames);
            Assert.Equal(counters.Seen, counters.Sent);
        }
        Assert.Equal(4, crossing.WaitFor(4).Count);
        Assert.Equal(4, whole.WaitFor(4).Count);
        Assert.All(whole.WaitFor(4), f => Assert.Equal(frame.Length, f.Bytes.Length));
        Assert.All(cut.WaitFor(4 * (long)segments), f =>
        {
            Assert.InRange(f.Bytes.Length, 60, 1514);
            Assert.Null(FrameChecksums.Fault(f.Bytes));
        });
    }

    [KernelFact]
    public void The_original_keeps_its_mark_and_its_hash()
    {
        using var node = Mirroring();
        using var stream = typeof(OffloadTests).Assembly.GetManifestResourceStream("pass.bpf.o")!;
        var elf = new byte[stream.Length];
        stream.ReadExactly(elf);
        using var bpf = BpfObject.Open(elf, "other");
        bpf.Load();
        using var before = bpf.Program("other_sets");
        using var behind = bpf.Program("other_looks");
        using var unchanged = bpf.Map<uint, ulong>("unchanged");
        var index = node.Links().ByName("eth1")!.Index;
        using var first = node.Node.Run(() => TcxLink.Attach(before, index, HookDirection.Ingress, head: true));
        using var last = node.Node.Run(() => TcxLink.Attach(behind, index, HookDirection.Ingress, head: false));
        AssertFlows(node, isAway: true);
        Assert.Equal(10UL, unchanged.Lookup(0));
    }

    [KernelFact]
    public void A_broadcast_is_no_broadcast_on_its_way()
    {
        using var node = Mirroring();
        using var tool = new FrameCapture(node.Behind("eth2"), "wire");
        using var inside = new FrameCapture(node.Node, OffloadDevices.Out);
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        sender.Send(new PacketBuilder(destinationMac: "ff:ff:ff:ff:ff:ff").Arp().PadTo(60).Build());
        Assert.All(tool.WaitFor(1), f => Assert.Equal("FFFFFFFFFFFF", Convert.ToHexString(f.Bytes.AsSpan(0, 6))));
        Assert.All(inside.WaitFor(1), f => Assert.Equal(0, f.Bytes[0] & 1));
    }

    [KernelFact]
    public void Frames_of_others_in_the_pair_end_there()
    {
        using var node = Mirroring();
        using var tool = new FrameCapture(node.Behind("eth2"), "wire");
        node.Node.Ip($"link set {OffloadDevices.In} address 02:00:00:00:00:01");
        using var stray = new FrameSender(node.Node, OffloadDevices.In);
        stray.Send(Tool.Frame(0, 0));
        Eventually.True(() => node.Node.Run(node.Datapath.ReadVitals).Cpu?.Strays == 1, "the stray is noticed");
        Assert.Empty(tool.Settle());
    }

    [KernelFact]
    public void One_conversation_arrives_in_order_at_each_target()
    {
        const int Count = 2000;
        var names = Names(4);
        using var node = new BrokerNode(["eth1", .. names], offload: true);
        node.Takes["eth5"] = PacketClasses.All;
        node.Apply([.. names.SelectMany(n => new[] { $"eth1>{n}", $"eth1<{n}" })]);
        var captures = names.Select(n => new FrameCapture(node.Behind(n), "wire", bufferBytes: 32 << 20)).ToList();
        using var outside = new FrameSender(node.Behind("eth1"), "wire");
        using var inside = new FrameSender(node.Node, "eth1");
        for (var i = 0; i < Count; i++)
        {
            if (i % 2 == 0)
            {
                outside.Send(new PacketBuilder().IPv4().Tcp(40000, 443, (uint)i).Numbered((ulong)i, 100).Build());
            }
            else
            {
                inside.Send(new PacketBuilder().IPv4("192.0.2.2", "192.0.2.1").Tcp(443, 40000, (uint)i).Numbered((ulong)i, 100).Build());
            }
            if (i % Batch == 0)
            {
                outside.SendSuper(new PacketBuilder().IPv4().Tcp(40000, 443).Payload(new byte[4000]).Build(), 1000);
                node.Drain();
            }
        }
        foreach (var (name, capture) in names.Zip(captures))
        {
            var sent = node.Settled($"eth1>{name}").Sent.Frames + node.Settled($"eth1<{name}").Sent.Frames;
            Assert.Equal((ulong)(Count + (Count / Batch * 4)), sent);
            var order = capture.WaitFor(Count).Select(f => f.Sequence).OfType<ulong>().Where(s => s < Count).ToList();
            Assert.Equal(Count, order.Distinct().Count());
            Assert.Equal(order.Order(), order);
            capture.Dispose();
        }
    }

    [KernelFact]
    public void What_the_offload_CPUs_cannot_take_is_refused_and_counted()
    {
        const int Frames = 5000;
        var names = Names(16);
        using var node = new BrokerNode(["eth1", .. names], offload: true);
        node.Apply([.. names.Select(n => $"eth1>{n}")]);
        using var host = new FrameCapture(node.Node, "eth1", bufferBytes: 64 << 20);
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        for (var i = 0; i < Frames; i++)
        {
            sender.Send(Tool.Frame(0, i));
        }
        foreach (var name in names)
        {
            var counters = node.Settled($"eth1>{name}");
            Assert.Equal((ulong)Frames, counters.Seen.Frames);
            Assert.Equal(counters.Seen, counters.Sent + counters.Dropped[DropReason.CutterFull]);
        }
        Assert.Equal(Frames, host.WaitFor(Frames).Count);
    }

    public static TheoryData<string> Faults =>
    [
        $"link set {OffloadDevices.In} mtu 1400", $"link set {OffloadDevices.In} down", $"link set {OffloadDevices.In} alias theirs",
        $"link set {OffloadDevices.Out} alias theirs", $"link del {OffloadDevices.Out}",
    ];

    [KernelTheory]
    [MemberData(nameof(Faults))]
    public void Whatever_somebody_does_to_the_pair_is_mended_by_the_next_pass(string fault)
    {
        using var node = Mirroring();
        node.Node.Ip(fault);
        Apply(node);
        AssertFlows(node, isAway: true);
    }

    [KernelFact]
    public void A_mask_and_offloads_that_somebody_changed_are_put_back_by_the_next_pass()
    {
        using var node = Mirroring();
        var mask = Path.Combine(node.Options.NetDirectory, OffloadDevices.Out, "queues/rx-0/rps_cpus");
        File.WriteAllText(mask, "0");
        node.Node.Exec("ethtool", "-K", OffloadDevices.In, "tso", "off", "gso", "off", "tx", "off");
        node.Node.Exec("ethtool", "-K", OffloadDevices.Out, "gro", "on");
        AssertFlows(node, isAway: true);
        Apply(node);
        Assert.Equal(BrokerNode.Other, CpuList.FromMask(File.ReadAllText(mask)));
        AssertFlows(node, isAway: true);
    }

    [KernelFact]
    public void A_pair_that_is_deleted_under_traffic_leaves_exact_books()
    {
        using var node = Mirroring();
        using var stop = new CancellationTokenSource();
        var load = new Thread(() =>
        {
            using var sender = new FrameSender(node.Behind("eth1"), "wire");
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                sender.Send(Tool.Frame(0, i));
            }
        });
        load.Start();
        for (var i = 0; i < 5; i++)
        {
            Thread.Sleep(50);
            node.Node.Ip($"link del {OffloadDevices.In}");
            Apply(node);
        }
        stop.Cancel();
        load.Join();
        SettleLosses(node);
        AssertFlows(node, isAway: true);
    }

    [KernelFact]
    public void Another_agent_takes_over_under_traffic_and_one_without_offload_CPUs_removes_what_it_finds()
    {
        using var node = Mirroring();
        var frames = Tool.Expect(1, 20_000);
        using (var tool = new Tool(node.Behind("eth2"), frames))
        using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
        {
            var before = node.Settled("eth1>eth2").Sent.Frames;
            var load = new Thread(() => SendAll(node, sender, frames[0]));
            load.Start();
            for (var i = 0; i < 5; i++)
            {
                node.Restart();
                Apply(node);
            }
            Assert.NotNull(node.Links().ByName(OffloadDevices.In));
            node.Restart(node.Options with { OffloadCpus = null });
            Apply(node);
            load.Join();
            var counters = node.Settled("eth1>eth2");
            Assert.Equal(before + (ulong)frames[0].Length, counters.Seen.Frames);
            tool.Check(counters.Sent.Frames - before);
            Assert.Equal(counters.Seen, counters.Sent);
        }
        node.Node.Run(() => node.Datapath.Heartbeat(TimeSpan.FromMinutes(1)));
        Assert.Null(node.Links().ByName(OffloadDevices.In));
        Assert.Null(node.Links().ByName(OffloadDevices.Out));
        Assert.DoesNotContain(PinLayout.Entries(new PinLayout(node.Options.PinDirectory).Links), n => n.StartsWith("offload", StringComparison.Ordinal));
        AssertFlows(node, isAway: false);
    }

    [KernelFact]
    public void Without_a_way_to_set_the_mask_copies_are_made_where_the_packet_is_and_it_is_said_why()
    {
        using var node = Mirroring();
        // That of the initial network namespace.
        node.Restart(node.Options with { NetDirectory = "/sys/devices/virtual/net" });
        Apply(node);
        Assert.Contains("another network namespace", node.Offload().Problem, StringComparison.Ordinal);
        AssertFlows(node, isAway: false);
        node.Restart(node.Options with { OffloadCpus = CpuList.Parse("4000") });
        Apply(node);
        Assert.Contains("has no CPU 4000", node.Offload().Problem, StringComparison.Ordinal);
        AssertFlows(node, isAway: false);
    }

    [KernelFact]
    public void Cleanup_removes_the_pair()
    {
        using var node = Mirroring();
        node.Datapath.Dispose();
        var removed = node.Node.Run(() => KernelDatapath.Cleanup(node.Options));
        Assert.Contains($"device {OffloadDevices.In}", removed);
        Assert.Null(node.Links().ByName(OffloadDevices.In));
    }

    private static string[] Names(int targets) => [.. Enumerable.Range(2, targets).Select(i => $"eth{i}")];

    private static BrokerNode Mirroring()
    {
        var node = new BrokerNode(["eth1", .. Names(4)], offload: true);
        Apply(node);
        AssertFlows(node, isAway: true);
        return node;
    }

    private static void Apply(BrokerNode node) => node.Apply([.. Names(4).Select(n => $"eth1>{n}")]);

    private static void AssertFlows(BrokerNode node, bool isAway)
    {
        var before = WentAway(node);
        using var tool = new Tool(node.Behind("eth2"), Tool.Expect(1, 10));
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        for (var i = 0; i < 10; i++)
        {
            sender.Send(Tool.Frame(0, i));
        }
        tool.Check(10);
        node.Settled("eth1>eth2");
        Assert.Equal(isAway, WentAway(node) != before);
    }

    /// <summary>As fast as the offload CPUs copy; from any thread, whatever happens to the agent meanwhile.</summary>
    private static void SendAll(BrokerNode node, FrameSender sender, byte[][] frames)
    {
        using var maps = DatapathMaps.TryOpen(new(node.Options.PinDirectory))!;
        for (var i = 0; i < frames.Length; i++)
        {
            sender.Send(frames[i]);
            if (i % Batch == 0)
            {
                Eventually.True(() => OffloadTraffic.Read(maps).Waiting == 0, "nothing is on its way to the offload CPUs");
            }
        }
    }

    private static void SettleLosses(BrokerNode node) => Eventually.True(
        () =>
        {
            node.Node.Run(() => node.Datapath.Heartbeat(TimeSpan.FromMinutes(1)));
            var c = node.Counters("eth1>eth2");
            return c.Seen == c.Dropped.Values.Aggregate(c.Sent, (a, b) => a + b);
        },
        "what was lost is settled",
        TimeSpan.FromSeconds(20));

    /// <summary>Places in the offload CPUs' backlog that were ever taken.</summary>
    private static ulong WentAway(BrokerNode node)
    {
        using var maps = DatapathMaps.TryOpen(new(node.Options.PinDirectory))!;
        return maps.Eras.Entries().Aggregate(0UL, (sum, e) => sum + e.Value.In);
    }
}
