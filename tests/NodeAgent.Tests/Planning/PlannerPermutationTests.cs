using System.Text.Json;
using CsCheck;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Planning;

public sealed class PlannerPermutationTests
{
    private static readonly string[] Names = ["eth1", "eth2", "eth3", "v1", "v2", "eth1.5", "lo", "gone"];
    private static readonly string[] Patterns = [.. Names, "eth*", "*", "v?", "[ev]*1", "[bad", "a-name-too-long-for-a-nic", ""];

    private static readonly Gen<MirrorSession> Session =
        from name in Gen.OneOf("a", "b", "c", "d")
        from priority in Gen.OneOf(1, 100)
        from sources in Gen.OneOf(Patterns).Array[0, 4]
        from direction in Gen.Enum<MirrorDirection>()
        from targets in Gen.OneOf(Names).Array[0, 4]
        from snapLength in Gen.OneOf(0, 0, 64, 128)
        from vlan in Gen.OneOf(0, 0, 7, 8)
        from packets in Gen.OneOf(0, 0, 10, 20)
        from protocol in Gen.OneOf("", "", "TCP", "UDP")
        select Ask.Session(name, sources, targets, direction, priority) with
        {
            SnapLength = snapLength,
            SourceTag = vlan == 0 ? null : new() { Vlan = vlan },
            RateLimit = packets == 0 ? null : new() { PacketsPerSecond = packets },
            Filter = protocol.Length == 0 ? null : new() { Rules = [new() { Action = FilterAction.Accept, Protocol = protocol }] },
        };

    private static readonly LinkTable Links = new(
    [
        Nic.Loopback, Nic.Of("eth1", 2), Nic.Of("eth2", 3) with { IsUp = false }, Nic.Of("eth3", 4) with { Mtu = 9000 },
        Nic.Of("v1", 5) with { Kind = "veth", LowerIndex = 6 }, Nic.Of("v2", 6) with { Kind = "veth", LowerIndex = 5 },
        Nic.Of("eth1.5", 7) with { Kind = "vlan", LowerIndex = 2 },
    ]);

    [Fact]
    public void Any_order_gives_the_same_plan_and_status() =>
        Gen.Select(Session.Array[0, 5], Gen.Int).Sample((sessions, seed) =>
        {
            // The operator's planner never produces two sessions with one name; nothing would break that tie.
            var unique = sessions.DistinctBy(s => s.Mirror).ToArray();
            var random = new Random(seed);
            var shuffled = unique.Select(s => s with { Sources = Shuffled(s.Sources, random), Targets = Shuffled(s.Targets, random) }).ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(Describe(Ask.For(unique)), Describe(Ask.For(shuffled)));
        });

    [Fact]
    public void Every_plan_keeps_its_promises() =>
        Session.Array[0, 5].Sample(sessions =>
        {
            var plan = DatapathPlanner.Plan(Ask.For(sessions), Links);
            Assert.Equal(plan.Edges.Count, plan.Edges.Select(e => e.Key).Distinct().Count());
            Assert.All(plan.Edges, e => Assert.NotEqual(e.SourceIndex, e.TargetIndex));
            Assert.All(plan.Edges, e => Assert.NotEqual("lo", e.Key.Target));
            Assert.All(plan.Edges.Where(e => e.Key.Source == "lo"), e => Assert.Contains(sessions, s => s.Sources.Any(source => source.Interface == "lo")));
            Assert.All(plan.Edges, e => Assert.Equal(e.Key, EdgeKey.Of(e.Key.Source, e.Key.Direction, e.Key.TargetId)));
            // A mirror has one edge for each pair of NICs, which is treated as its first mirror asks.
            Assert.All(plan.Sessions, s => Assert.Equal(s.Edges.Count, s.Edges.Select(e => e.Key.Pair).Distinct().Count()));
            var desired = plan.Sessions.SelectMany(s => s.Edges).Where(e => e.IsDesired).Select(e => e.Key).ToHashSet();
            Assert.True(desired.SetEquals(plan.Edges.Select(e => e.Key)));
            Assert.All(plan.Sessions.SelectMany(s => s.Edges), e => Assert.True(e.State == ProgrammedState.Programmed || e.Message.Length > 0));
        });

    private static T[] Shuffled<T>(IReadOnlyList<T> list, Random random)
    {
        T[] copy = [.. list];
        random.Shuffle(copy);
        return copy;
    }

    private static string Describe(NodeMirrorSpec spec)
    {
        var plan = DatapathPlanner.Plan(spec, Links);
        var status = NodeStatusComposer.Compose(1, plan, Links, plan.Edges.Select(e => new EdgeOutcome(e.Key, Reasons.Programmed, "")), [], [], new("", "", []), []);
        return JsonSerializer.Serialize(status, ApiJsonContext.Default.NodeMirrorStatus) +
            string.Join('\n', plan.Edges.Select(e => $"{e.Key} {string.Join(',', e.Mirrors)}")) +
            string.Join('\n', plan.Warnings);
    }
}
