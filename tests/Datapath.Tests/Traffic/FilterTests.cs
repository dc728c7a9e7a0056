using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Datapath.Programs;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.Testing;
using K8sMirror.Testing.Filtering;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>Filters and sampling with real frames at the tools.</summary>
public sealed class FilterTests
{
    private static readonly FilterRule Https = new() { Action = FilterAction.Accept, Protocol = "TCP", Destination = new() { Ports = ["443"] }, Bidirectional = true };
    private static readonly FilterRule Tcp = new() { Action = FilterAction.Accept, Protocol = "TCP" };
    private static readonly FilterRule Dns = new() { Action = FilterAction.Accept, Protocol = "UDP", Destination = new() { Ports = ["53"] } };

    [KernelTheory]
    [InlineData(AttachMode.Tcx)]
    [InlineData(AttachMode.Clsact)]
    public void Each_tool_gets_what_its_mirror_selects(AttachMode attach)
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3", "eth4"], attach);
        node.Selections["eth1>eth2"] = [Select(0, Https)];
        node.Selections["eth1>eth3"] = [Select(1, Dns)];
        node.Apply("eth1>eth2", "eth1>eth3", "eth1>eth4");
        using var web = new FrameCapture(node.Behind("eth2"), "wire");
        using var names = new FrameCapture(node.Behind("eth3"), "wire");
        using var all = new FrameCapture(node.Behind("eth4"), "wire");
        using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
        {
            for (var i = 0; i < 50; i++)
            {
                sender.Send(Frame(i, b => b.Tcp(1000, 443)));
                sender.Send(Frame(i, b => b.Tcp(443, 1000)));
                sender.Send(Frame(i, b => b.Udp(1000, 53)));
                sender.Send(Frame(i, b => b.Udp(53, 1000)));
            }
        }
        Assert.Equal(new Tally(100, 100 * 154), node.Settled("eth1>eth2").Sent);
        Assert.Equal(100UL, node.Settled("eth1>eth2").NotSelected.Frames);
        Assert.Equal(50UL, node.Settled("eth1>eth3").Sent.Frames);
        Assert.Equal(150UL, node.Settled("eth1>eth3").NotSelected.Frames);
        Assert.Equal(200UL, node.Settled("eth1>eth4").Sent.Frames);
        Assert.All(web.WaitFor(100), f => Assert.Equal(6, f.Bytes[23]));
        Assert.All(names.WaitFor(50), f => Assert.Equal([0, 53], f.Bytes[36..38]));
        Assert.Equal(200, all.WaitFor(200).Count);
    }

    /// <summary>One clone passes the cutter for all targets that need it: each of its frames goes to those for which its packet was selected.</summary>
    [KernelFact]
    public void Super_packets_of_different_flows_go_to_different_tools()
    {
        const int Payload = 30_000;
        using var node = new BrokerNode(["eth1", "eth2", "eth3", "eth4"]);
        node.Selections["eth1>eth2"] = [Select(0, Https)];
        node.Selections["eth1>eth3"] = [Select(1, new FilterRule { Action = FilterAction.Reject, Destination = new() { Ports = ["443"] } }, Tcp)];
        node.Apply("eth1>eth2", "eth1>eth3", "eth1>eth4");
        using var web = new FrameCapture(node.Behind("eth2"), "wire");
        using var others = new FrameCapture(node.Behind("eth3"), "wire");
        using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
        {
            for (var i = 0; i < 10; i++)
            {
                sender.SendSuper(new PacketBuilder().IPv4().Tcp(1000, 443).Payload(new byte[Payload]).Build(), 1400);
                sender.SendSuper(new PacketBuilder().IPv4().Tcp(1000, 80).Payload(new byte[Payload]).Build(), 1400);
                node.Drain();
            }
        }
        const ulong Each = 10 * 22;
        Assert.Equal((Each, Each), (node.Settled("eth1>eth2").Sent.Frames, node.Settled("eth1>eth2").NotSelected.Frames));
        Assert.Equal((Each, Each), (node.Settled("eth1>eth3").Sent.Frames, node.Settled("eth1>eth3").NotSelected.Frames));
        Assert.Equal(2 * Each, node.Settled("eth1>eth4").Sent.Frames);
        Assert.All(web.WaitFor((long)Each), f => Assert.Equal([443 >> 8, 443 & 255], f.Bytes[36..38]));
        Assert.All(others.WaitFor((long)Each), f => Assert.Equal([0, 80], f.Bytes[36..38]));
    }

    [KernelFact]
    public void The_first_mirror_that_accepts_treats_a_packet_and_there_is_one_copy()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        // All of HTTPS, and one in a million of the other TCP packets, which means none of them.
        node.Selections["eth1>eth2"] = [Select(0, Https), Select(1, Tcp) with { Sampling = new() { OneIn = MirrorSampling.MostOneIn } }];
        node.Apply("eth1>eth2");
        using var tool = new FrameCapture(node.Behind("eth2"), "wire");
        using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
        {
            for (var i = 0; i < 20; i++)
            {
                sender.Send(Frame(i, b => b.Tcp(1000, 443)));
                sender.Send(Frame(i, b => b.Tcp(1000, 80)));
                sender.Send(Frame(i, b => b.Udp(1000, 80)));
            }
        }
        var counters = node.Settled("eth1>eth2");
        Assert.Equal((60UL, 20UL, 20UL, 20UL), (counters.Seen.Frames, counters.Sent.Frames, counters.SampledOut.Frames, counters.NotSelected.Frames));
        Assert.All(tool.WaitFor(20), f => Assert.Equal([443 >> 8, 443 & 255], f.Bytes[36..38]));
    }

    /// <summary>Each frame of a flow is handled by either the old filter or the new one, and both select it.</summary>
    [KernelFact]
    public void A_change_of_a_filter_under_load_loses_and_doubles_no_copy()
    {
        const int Enough = 200_000;
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        Change(0);
        var frames = Tool.Expect(1, Enough);
        using var tool = new Tool(node.Behind("eth2"), frames);
        using var stop = new CancellationTokenSource();
        var sent = 0;
        var load = new Thread(() => sent = node.SendUntil("eth1", frames[0], stop.Token));
        load.Start();
        Eventually.True(() => tool.Count > 100, "traffic flows");
        for (var i = 0; i < 60; i++)
        {
            Change(i);
            node.Node.Run(() => node.Datapath.Heartbeat(TimeSpan.FromMinutes(1)));
            if (i % 20 == 10)
            {
                node.Restart();
                Change(i);
            }
        }
        stop.Cancel();
        load.Join();
        var counters = node.Settled("eth1>eth2");
        Assert.Equal((ulong)sent, counters.Seen.Frames);
        Assert.Equal(0UL, counters.NotSelected.Frames);
        tool.Check(counters.Sent.Frames);

        void Change(int i)
        {
            // Sometimes the hook has no filter, sometimes more edges, sometimes other rules.
            node.Selections["eth1>eth2"] = i % 4 == 3 ? [] : [Select(0, new FilterRule { Action = FilterAction.Accept, Protocol = "UDP", Source = new() { Ports = [$"{40000 - i}-{40000 + i}"] } })];
            node.Selections["eth1>eth3"] = [Select(1, Dns)];
            node.Apply(i % 3 == 0 ? ["eth1>eth2", "eth1>eth3"] : ["eth1>eth2"]);
        }
    }

    [KernelFact]
    public void A_new_agent_finds_the_filter_again_and_a_filter_that_nobody_wants_goes()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Selections["eth1>eth2"] = [Select(0, Https)];
        node.Apply("eth1>eth2");
        var before = Labels(node);
        node.Restart();
        node.Apply("eth1>eth2");
        Assert.Equal(before, Labels(node));
        Assert.Single(before);
        node.Selections["eth1>eth2"] = [Select(0, Dns)];
        node.Apply("eth1>eth2");
        Eventually.True(
            () =>
            {
                node.Node.Run(() => node.Datapath.Heartbeat(TimeSpan.FromMinutes(1)));
                return Labels(node) is [var one] && !before.Contains(one);
            },
            "the old filter is gone");
    }

    /// <summary>Whatever fails: packets that a filter no longer selects are not copied because of it, and everything unchanged continues.</summary>
    [KernelTheory]
    [InlineData("same", 1)]
    [InlineData("narrower", 0)]
    [InlineData("first", 0)]
    [InlineData("shorter", 0)]
    public void A_change_that_cannot_be_carried_out_stops_what_it_changes(string change, int hooks)
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Selections["eth1>eth2"] = change == "first" ? [] : [Select(0, Tcp)];
        node.Apply("eth1>eth2");
        node.Node.Ip("link del k8sm-in");
        node.Node.Ip("link add k8sm-in type bridge");
        node.Selections["eth1>eth2"] = [Select(0, change is "same" or "shorter" ? Tcp : Https)];
        node.SnapLengths["eth1>eth2"] = change == "shorter" ? 64 : 0;
        Assert.ThrowsAny<Exception>(() => node.TryApply("eth1>eth2"));
        using (var maps = DatapathMaps.TryOpen(new(node.Options.PinDirectory))!)
        {
            Assert.Equal(hooks, maps.Sources.Keys().Count);
        }
        node.Node.Ip("link del k8sm-in");
        node.Apply("eth1>eth2");
    }

    [KernelFact]
    public void Tags_that_the_kernel_holds_beside_the_frame_and_tags_within_tags_are_matched()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Selections["eth1>eth2"] = [Select(0, new FilterRule { Action = FilterAction.Accept, Vlans = ["100-199"], Protocol = "UDP" })];
        node.Apply("eth1>eth2");
        using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
        {
            sender.Send(new PacketBuilder().Vlan(100).IPv4().Udp().Numbered(1, 100).Build());
            sender.Send(new PacketBuilder().Vlan(199, 0x88a8).Vlan(7).IPv4().Udp().Numbered(2, 100).Build());
            sender.Send(new PacketBuilder().Vlan(7, 0x88a8).Vlan(100).IPv4().Udp().Numbered(3, 100).Build());
            sender.Send(new PacketBuilder().Vlan(100).IPv4().Tcp().Numbered(4, 100).Build());
            sender.Send(new PacketBuilder().IPv4().Udp().Numbered(5, 100).Build());
            sender.Send(new PacketBuilder().Vlan(200).IPv6().Udp().Numbered(6, 100).Build());
        }
        Eventually.True(() => node.Counters("eth1>eth2").Seen.Frames >= 6, "all came by");
        Assert.Equal(2UL, node.Settled("eth1>eth2").Sent.Frames);
    }

    [KernelFact]
    public void A_later_fragment_follows_its_first()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Selections["eth1>eth2"] = [Select(0, Dns)];
        node.Apply("eth1>eth2");
        using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
        {
            foreach (var (id, port) in new[] { (1U, 53), (2U, 54) })
            {
                sender.Send(new PacketBuilder().IPv4().Fragment(0, more: true, id).Udp(1000, (ushort)port).Payload(new byte[64]).Build());
                sender.Send(new PacketBuilder().IPv4().Fragment(72, more: false, id).Protocol(17).Payload(new byte[64]).Build());
                sender.Send(new PacketBuilder().IPv6().Fragment(0, more: true, id).Udp(1000, (ushort)port).Payload(new byte[64]).Build());
                sender.Send(new PacketBuilder().IPv6().Fragment(72, more: false, id).Protocol(17).Payload(new byte[64]).Build());
            }
        }
        Eventually.True(() => node.Counters("eth1>eth2").Seen.Frames >= 8, "all came by");
        var counters = node.Settled("eth1>eth2");
        Assert.Equal((4UL, 4UL), (counters.Sent.Frames, counters.NotSelected.Frames));
    }

    /// <summary>One in four conversations, each complete: both directions, at any hook.</summary>
    [KernelFact]
    public void Sampling_by_flow_keeps_conversations_whole()
    {
        const int Flows = 2000;
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Selections["eth1>eth2"] = [new(0, null, new() { OneIn = 4 })];
        node.Apply("eth1>eth2");
        using var tool = new FrameCapture(node.Behind("eth2"), "wire");
        using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
        {
            for (var i = 0; i < Flows; i++)
            {
                var (client, port) = ($"192.0.2.{1 + (i % 200)}", (ushort)(20000 + i));
                sender.Send(new PacketBuilder().IPv4(client, "198.51.100.1").Tcp(port, 443).Numbered((ulong)i, 100).Build());
                sender.Send(new PacketBuilder().IPv4("198.51.100.1", client).Tcp(443, port).Numbered((ulong)i, 100).Build());
            }
        }
        Eventually.True(() => node.Counters("eth1>eth2").Seen.Frames >= 2 * Flows, "all came by");
        var counters = node.Settled("eth1>eth2");
        Assert.Equal(2UL * Flows, counters.Sent.Frames + counters.SampledOut.Frames);
        var flows = tool.WaitFor((long)counters.Sent.Frames).GroupBy(f => f.Sequence).ToList();
        Assert.All(flows, f => Assert.Equal(2, f.Count()));
        // Five standard deviations of a fair draw.
        Assert.InRange(flows.Count, (Flows / 4) - 97, (Flows / 4) + 97);
    }

    [KernelFact]
    public void Sampling_by_packet_takes_one_in_so_many()
    {
        const int Frames = 4000;
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Selections["eth1>eth2"] = [new(0, null, new() { OneIn = 4, By = SamplingBasis.Packet })];
        node.Apply("eth1>eth2");
        using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
        {
            for (var i = 0; i < Frames; i++)
            {
                sender.Send(Frame(i, b => b.Udp(1000, 53)));
            }
        }
        Eventually.True(() => node.Counters("eth1>eth2").Seen.Frames >= Frames, "all came by");
        var counters = node.Settled("eth1>eth2");
        Assert.Equal((ulong)Frames, counters.Sent.Frames + counters.SampledOut.Frames);
        Assert.InRange(counters.Sent.Frames, (Frames / 4) - 137UL, (Frames / 4) + 137UL);
    }

    /// <summary>A set of 50,000 prefixes: addresses in it, others, a replaced set, and one that does not exist.</summary>
    [KernelFact]
    public void A_change_of_an_address_set_takes_effect_and_a_missing_set_matches_nothing()
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        // 192.0.2.1 and 2001:db8::1, the builder's defaults, among scattered other addresses.
        var random = new Random(1);
        List<string> cidrs = [.. Enumerable.Range(0, 49_998).Select(_ => $"10.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}"), "192.0.2.1", "2001:db8::1"];
        Use(cidrs);
        Assert.Equal((20UL, 10UL), SendAndCount(20));
        Use([.. cidrs[..^2], "192.0.2.9", "2001:db8::1"]);
        Assert.Equal((10UL, 20UL), SendAndCount(10));
        Use(null);
        Assert.Equal((0UL, 30UL), SendAndCount(0));
        Use([]);
        Assert.Equal((0UL, 30UL), SendAndCount(0));
        Use(cidrs);
        Assert.Equal((20UL, 10UL), SendAndCount(20));

        void Use(List<string>? set)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            var sets = set is null ? PrefixSets.None : new(new Dictionary<string, PrefixSet> { ["tools"] = AddressSetReader.Read(new() { Cidrs = set }) });
            node.Selections["eth1>eth2"] = [Select(0, sets, new FilterRule { Action = FilterAction.Accept, Bidirectional = true, Source = new() { AddressSets = ["tools"] } })];
            node.Selections["eth1>eth3"] = [Select(1, sets, FilterAction.Accept, new FilterRule { Action = FilterAction.Reject, Bidirectional = true, Source = new() { AddressSets = ["tools"] } })];
            var read = clock.Elapsed;
            node.Apply("eth1>eth2", "eth1>eth3");
            TestContext.Current.TestOutputHelper?.WriteLine($"{set?.Count ?? 0} prefixes: read in {read.TotalMilliseconds:0} ms, in the kernel after {clock.Elapsed.TotalMilliseconds:0} ms");
        }

        // How many more of 30 frames went to the tool whose filter accepts the set, and to the one whose filter rejects it.
        (ulong Accepted, ulong NotRejected) SendAndCount(ulong expected)
        {
            var (accepted, notRejected) = (node.Settled("eth1>eth2").Sent.Frames, node.Settled("eth1>eth3").Sent.Frames);
            using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
            {
                for (var i = 0; i < 10; i++)
                {
                    sender.Send(Frame(i, b => b.Udp(1, 2)));
                    sender.Send(new PacketBuilder().IPv6("2001:db8::5", "2001:db8::1").Udp(1, 2).Numbered((ulong)i, 100).Build());
                    sender.Send(new PacketBuilder().IPv4("198.51.100.1", "198.51.100.2").Udp(1, 2).Numbered((ulong)i, 100).Build());
                }
            }
            Eventually.Equal(accepted + expected, () => node.Counters("eth1>eth2").Sent.Frames);
            Eventually.Equal(notRejected + 30 - expected, () => node.Counters("eth1>eth3").Sent.Frames);
            return (node.Settled("eth1>eth2").Sent.Frames - accepted, node.Settled("eth1>eth3").Sent.Frames - notRejected);
        }
    }

    /// <summary>Packets that the filter does not select use no budget, and are not counted as refused.</summary>
    [KernelFact]
    public void Without_budget_only_what_is_selected_counts_as_refused()
    {
        using var node = new BrokerNode(["eth1", "eth2"], cpuBudget: 0.000001);
        node.Selections["eth1>eth2"] = [Select(0, Dns)];
        node.Apply("eth1>eth2");
        using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
        {
            for (var i = 0; i < 1000; i++)
            {
                sender.Send(Frame(i, b => b.Udp(1000, 53)));
                sender.Send(Frame(i, b => b.Udp(1000, 54)));
            }
        }
        Eventually.True(() => node.Counters("eth1>eth2").Seen.Frames >= 2000, "all came by");
        var counters = node.Settled("eth1>eth2");
        Assert.Equal(1000UL, counters.NotSelected.Frames);
        Assert.Equal(1000UL, counters.Sent.Frames + BrokerNode.Dropped(counters, DropReason.Budget));
        Assert.InRange(BrokerNode.Dropped(counters, DropReason.Budget), 1UL, 1000UL);
    }

    private static EdgeSelection Select(int rank, params FilterRule[] rules) => Select(rank, PrefixSets.None, FilterAction.Reject, rules);

    private static EdgeSelection Select(int rank, PrefixSets sets, params FilterRule[] rules) => Select(rank, sets, FilterAction.Reject, rules);

    private static EdgeSelection Select(int rank, PrefixSets sets, FilterAction defaultAction, params FilterRule[] rules)
    {
        var filter = FilterReader.Read(new() { DefaultAction = defaultAction, Rules = rules }, "filter", sets, out var findings);
        Assert.Empty(findings);
        return new(rank, filter, new());
    }

    private static byte[] Frame(int number, Func<PacketBuilder, PacketBuilder> transport) => transport(new PacketBuilder().IPv4()).Numbered((ulong)number, 100).Build();

    private static List<UInt128> Labels(BrokerNode node)
    {
        using var maps = DatapathMaps.TryOpen(new(node.Options.PinDirectory))!;
        return [.. maps.FilterLabels.Entries().Select(e => e.Value.Fingerprint)];
    }
}
