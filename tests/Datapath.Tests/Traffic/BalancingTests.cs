using System.Net;
using K8sMirror.Core.Api;
using K8sMirror.Core.Balancing;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Programs;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>Mirrors that spread conversations over their targets, with real frames at the tools.</summary>
public sealed class BalancingTests
{
    private const int Conversations = 1000;
    private static readonly string[] Sensors = ["eth2", "eth3", "eth4", "eth5"];

    /// <summary>Both directions and all fragments go to one target, the one in the table; a failed target loses its conversations until it recovers.</summary>
    [KernelFact]
    public void Each_conversation_is_at_one_target()
    {
        using var node = new BrokerNode(["eth1", .. Sensors, "eth6"]);
        MirrorSession[] mirrors = [Spread(), Mirror("all", 50, "eth6")];
        Apply(node, mirrors);
        var first = Send(node);
        Assert.Equal(Expected(0b1111), first.Targets);
        Assert.Equal(Frames, first.Beside);
        var kernel = Kernel(node);

        node.Node.Ip("link set eth3 down");
        Apply(node, mirrors);
        var second = Send(node);
        Assert.Equal(Expected(0b1101), second.Targets);
        Assert.All(first.Targets.Zip(second.Targets), p => Assert.Equal(p.First == p.Second, p.First != "eth3"));

        node.Node.Ip("link set eth3 up");
        node.Node.WaitUntilUp("eth3");
        Apply(node, mirrors);
        Assert.Equal(first.Targets, Send(node).Targets);
        // All of that only by writes to one table.
        Assert.Equal(kernel, Kernel(node));

        var books = node.AllSettled();
        Assert.All(books.Values, c => Assert.Equal(0UL, c.Dropped.Values.Aggregate(0UL, (sum, d) => sum + d.Frames)));
        Assert.Equal(3UL * (ulong)Frames, Sensors.SelectMany(Both).Aggregate(0UL, (sum, e) => sum + books[e].Sent.Frames));
        Assert.All(Sensors.SelectMany(Both), e => Assert.Equal(books[e].Seen, books[e].Sent + books[e].NotSelected));
        Assert.Equal(3UL * (ulong)Frames, Both("eth6").Aggregate(0UL, (sum, e) => sum + books[e].Sent.Frames));
    }

    [KernelFact]
    public void A_target_whose_NIC_goes_and_comes_back_has_the_same_conversations()
    {
        using var node = new BrokerNode(["eth1", .. Sensors]);
        MirrorSession[] mirrors = [Spread(weights: [1, 2, 3, 10])];
        Apply(node, mirrors);
        Assert.Equal(Expected(0b1111, 1, 2, 3, 10), Send(node).Targets);

        node.Node.Ip("link del eth5");
        Apply(node, mirrors);
        Assert.Equal(Expected(0b0111, 1, 2, 3, 10), Send(node).Targets);

        node.AddNic("eth5");
        Apply(node, mirrors);
        Assert.Equal(Expected(0b1111, 1, 2, 3, 10), Send(node).Targets);
        Assert.All(node.AllSettled().Values, c => Assert.Equal(0UL, c.Dropped.Values.Aggregate(0UL, (sum, d) => sum + d.Frames)));
    }

    [KernelFact]
    public void Another_agent_moves_nothing()
    {
        using var node = new BrokerNode(["eth1", .. Sensors]);
        MirrorSession[] mirrors = [Spread() with { Filter = new() { DefaultAction = FilterAction.Accept } }];
        Apply(node, mirrors);
        var first = Send(node).Targets;
        var kernel = Kernel(node);
        node.Restart();
        Assert.Equal(first, Send(node).Targets);
        Apply(node, mirrors);
        Assert.Equal(first, Send(node).Targets);
        Assert.Equal(kernel, Kernel(node));
    }

    /// <summary>After a mirror that gives a target some conversations, another one gives it the others: each packet once.</summary>
    [KernelFact]
    public void A_mirror_of_lower_priority_still_gives_a_target_all_packets()
    {
        using var node = new BrokerNode(["eth1", .. Sensors]);
        Apply(node, [Spread(), Mirror("all", 50, "eth3", "eth4"), Mirror("short", 10, "eth2") with { SnapLength = 64 }]);
        using var captures = new Captures(node);
        SendAll(node);
        node.AllSettled();
        var at = captures.Settle();
        Assert.Equal([Frames, Frames, Frames], [at["eth2"].Count, at["eth3"].Count, at["eth4"].Count]);
        Assert.Equal(Expected(0b1111).Count(t => t == "eth5"), at["eth5"].Select(f => f.Sequence).Distinct().Count());
    }

    /// <summary>A place is not given to another mirror while a filter may still read it, and is finally freed.</summary>
    [KernelFact]
    public void A_place_is_used_again_once_no_filter_reads_it()
    {
        using var node = new BrokerNode(["eth1", .. Sensors]);
        using var maps = DatapathMaps.TryOpen(new(node.Options.PinDirectory))!;
        // Left by earlier mirrors that were deleted while no agent was running.
        for (var place = 1U; place < AbiLimits.MaxBalances; place++)
        {
            maps.BalanceOwners.Update(place, place);
        }
        Apply(node, [Spread()]);
        var first = Assert.Single(maps.BalanceOwners.Keys());
        Apply(node, [Spread() with { Mirror = "another" }]);
        Assert.Equal(2, maps.BalanceOwners.Keys().Count);
        Assert.True(maps.BalanceOwners.TryLookup(first, out _));

        Eventually.True(() => IsTidy(node, maps), "the filter before is gone");
        Apply(node, [Spread() with { Mirror = "another" }]);
        Assert.NotEqual(first, Assert.Single(maps.BalanceOwners.Keys()));
        Apply(node, [Spread() with { Mirror = "third" }]);
        Assert.True(maps.BalanceOwners.TryLookup(first, out _));
    }

    [KernelFact]
    public void Where_all_places_are_taken_a_mirror_is_refused()
    {
        using var node = new BrokerNode(["eth1", .. Sensors]);
        using var maps = DatapathMaps.TryOpen(new(node.Options.PinDirectory))!;
        for (var place = 1U; place < AbiLimits.MaxBalances; place++)
        {
            maps.BalanceOwners.Update(place, place);
        }
        maps.FilterBalances.Update(1000, BalanceMask.Of(Enumerable.Range(1, 255).Select(p => (uint)p)));
        maps.FilterLabels.Update(1000, new() { Fingerprint = 1 });

        var plan = DatapathPlanner.Plan(new NodeMirrorSpec { Sessions = [Spread()] }, node.Links());
        Assert.All(node.Node.Run(() => node.Datapath.Apply(plan.Edges)), o => Assert.Equal(Reasons.LimitExceeded, o.Reason));
    }

    [KernelFact]
    public void Two_mirrors_of_one_hook_spread_by_themselves()
    {
        using var node = new BrokerNode(["eth1", .. Sensors]);
        var udp = new MirrorFilter { Rules = [new() { Action = FilterAction.Accept, Protocol = "UDP" }] };
        MirrorSession[] mirrors = [Mirror("udp", 200, "eth2", "eth3") with { Filter = udp, Distribution = MirrorDistribution.FlowHash }, Mirror("rest", 100, "eth4", "eth5") with { Distribution = MirrorDistribution.FlowHash }];
        Apply(node, mirrors);
        using var captures = new Captures(node);
        SendAll(node);
        node.AllSettled();
        var at = captures.Settle();
        Assert.Equal(Enumerable.Range(0, Conversations).Count(IsUdp), at["eth2"].Concat(at["eth3"]).Select(f => f.Sequence).Distinct().Count());
        Assert.Equal(Conversations, at["eth4"].Concat(at["eth5"]).Select(f => f.Sequence).Distinct().Count());
        Assert.Empty(at["eth4"].Select(f => f.Sequence).Intersect(at["eth5"].Select(f => f.Sequence)));
        Assert.Empty(at["eth2"].Select(f => f.Sequence).Intersect(at["eth3"].Select(f => f.Sequence)));
    }

    private static MirrorSession Spread(params int[] weights) => Mirror("spread", 100, Sensors) with
    {
        Distribution = MirrorDistribution.FlowHash,
        Targets = [.. Sensors.Select((s, i) => new MirrorTarget { Name = $"ids-{i}", Interface = s, Weight = weights.Length == 0 ? 0 : weights[i] })],
    };

    private static MirrorSession Mirror(string name, int priority, params string[] targets) => new()
    {
        Mirror = name,
        Priority = priority,
        Sources = [new() { Interface = "eth1", Direction = MirrorDirection.Both }],
        Targets = [.. targets.Select(t => new MirrorTarget { Name = t, Interface = t })],
    };

    private static string[] Both(string target) => [$"eth1>{target}", $"eth1<{target}"];

    private static void Apply(BrokerNode node, IReadOnlyList<MirrorSession> mirrors)
    {
        var plan = DatapathPlanner.Plan(new NodeMirrorSpec { Sessions = mirrors }, node.Links());
        Assert.All(node.Node.Run(() => node.Datapath.Apply(plan.Edges)), o => Assert.True(o.IsProgrammed, $"{o.Key}: {o.Reason} {o.Message}"));
    }

    private static bool IsTidy(BrokerNode node, DatapathMaps maps)
    {
        node.Node.Run(() => node.Datapath.Heartbeat(TimeSpan.FromMinutes(1)));
        return maps.FilterLabels.Keys().Count == 1;
    }

    /// <summary>Groups and filters of all hooks, which a failure must not change.</summary>
    private static List<(SourceKey Hook, SourceValue Source)> Kernel(BrokerNode node)
    {
        using var maps = DatapathMaps.TryOpen(new(node.Options.PinDirectory))!;
        return [.. maps.Sources.Entries().Select(e => (e.Key, e.Value)).OrderBy(e => e.Key.Direction)];
    }

    /// <summary>The table's target for each conversation.</summary>
    private static List<string> Expected(ulong healthy, params int[] weights)
    {
        var table = BalanceTable.Of([.. Sensors.Select((_, i) => new BalanceTarget($"ids-{i}", weights.Length == 0 ? 1 : weights[i]))]).With(healthy);
        return [.. Enumerable.Range(0, Conversations).Select(i => Sensors[table[FlowNumber.BucketOf(NumberOf(i))]])];
    }

    /// <summary>The one target of each conversation, and how many frames another mirror got.</summary>
    private static (List<string> Targets, int Beside) Send(BrokerNode node)
    {
        using var captures = new Captures(node);
        SendAll(node);
        node.AllSettled();
        var at = captures.Settle();
        var targets = Enumerable.Range(0, Conversations).Select(_ => new Dictionary<string, int>()).ToList();
        foreach (var (sensor, frames) in at.Where(a => a.Key != "eth6"))
        {
            foreach (var frame in frames)
            {
                var seen = targets[(int)frame.Sequence!.Value];
                seen[sensor] = seen.GetValueOrDefault(sensor) + 1;
            }
        }
        Assert.All(targets.Select((t, i) => (t, i)), c => Assert.Equal(FramesOf(c.i), Assert.Single(c.t).Value));
        return ([.. targets.Select(t => t.Keys.Single())], at.GetValueOrDefault("eth6")?.Count ?? 0);
    }

    private static void SendAll(BrokerNode node)
    {
        var before = Seen(node);
        using (var outside = new FrameSender(node.Behind("eth1"), "wire"))
        using (var inside = new FrameSender(node.Node, "eth1"))
        {
            for (var i = 0; i < Conversations; i++)
            {
                foreach (var frame in There(i))
                {
                    outside.Send(frame);
                }
                foreach (var frame in Back(i))
                {
                    inside.Send(frame);
                }
            }
        }
        Eventually.True(() => Seen(node) - before >= (ulong)Frames, "all came by");
    }

    private static ulong Seen(BrokerNode node) => Both("eth2").Aggregate(0UL, (sum, e) => sum + node.Counters(e).Seen.Frames);

    private static int Frames => Enumerable.Range(0, Conversations).Sum(FramesOf);

    private static int FramesOf(int i) => There(i).Concat(Back(i)).Count();

    private static bool IsV6(int i) => i % 2 == 1;

    private static bool IsUdp(int i) => ProtocolOf(i) == 17;

    private static bool IsFragmented(int i) => i % 10 is 8 or 9;

    private static byte ProtocolOf(int i) => (i % 10) switch
    {
        0 or 1 or 2 or 3 => 6,
        6 => 1,
        7 => 58,
        _ => 17,
    };

    private static string ClientOf(int i) => IsV6(i) ? $"2001:db8:0:{i / 250:x}::{i % 250:x}" : $"10.{i / 250}.7.{i % 250}";

    private static string ServerOf(int i) => IsV6(i) ? "2001:db8:ffff::1" : "192.0.2.1";

    private static ushort PortOf(int i) => (ushort)(ProtocolOf(i) is 6 or 17 ? 20000 + i : 0);

    private static uint NumberOf(int i) =>
        FlowNumber.Of(IPAddress.Parse(ClientOf(i)), PortOf(i), IPAddress.Parse(ServerOf(i)), (ushort)(PortOf(i) == 0 ? 0 : 443), ProtocolOf(i));

    private static IEnumerable<byte[]> There(int i) => Frame(i, ClientOf(i), ServerOf(i), PortOf(i), 443);

    private static IEnumerable<byte[]> Back(int i) => Frame(i, ServerOf(i), ClientOf(i), 443, PortOf(i));

    private static IEnumerable<byte[]> Frame(int i, string from, string to, ushort fromPort, ushort toPort)
    {
        PacketBuilder Start() => IsV6(i) ? new PacketBuilder().IPv6(from, to) : new PacketBuilder().IPv4(from, to);
        if (IsFragmented(i))
        {
            yield return Start().Fragment(0, more: true, (uint)i).Udp(fromPort, toPort).Numbered((ulong)i, 96).Build();
            yield return Start().Fragment(104, more: false, (uint)i).Protocol(17).Numbered((ulong)i, 96).Build();
            yield break;
        }
        yield return ProtocolOf(i) switch
        {
            6 => Start().Tcp(fromPort, toPort),
            17 => Start().Udp(fromPort, toPort),
            var other => Start().Protocol(other),
        } is var packet ? packet.Numbered((ulong)i, 100).Build() : [];
    }

    private sealed class Captures(BrokerNode node) : IDisposable
    {
        private readonly Dictionary<string, FrameCapture> captures = node.Links().All
            .Where(l => l.Name is "eth2" or "eth3" or "eth4" or "eth5" or "eth6")
            .ToDictionary(l => l.Name, l => new FrameCapture(node.Behind(l.Name), "wire"));

        public Dictionary<string, IReadOnlyList<CapturedFrame>> Settle()
        {
            Assert.All(captures.Values, c => Assert.Equal(0, c.Drops));
            return captures.ToDictionary(c => c.Key, c => c.Value.Settle());
        }

        public void Dispose()
        {
            foreach (var capture in captures.Values)
            {
                capture.Dispose();
            }
        }
    }
}
