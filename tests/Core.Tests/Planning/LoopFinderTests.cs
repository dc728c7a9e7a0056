using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Tests.Planning;

public sealed class LoopFinderTests
{
    private const EdgeDirection In = EdgeDirection.Ingress;
    private const EdgeDirection Out = EdgeDirection.Egress;

    [Fact]
    public void A_pair_of_egress_mirrors_loops_and_the_later_name_is_refused()
    {
        var refusal = Assert.Single(Find([Edge("b", "eth2", Out, "eth1"), Edge("a", "eth1", Out, "eth2")]));
        Assert.Equal("b", refusal.Edge.Mirror);
        Assert.Equal("eth2:egress → eth1:egress (mirror b) → eth2:egress (mirror a)", refusal.Path);
    }

    [Fact]
    public void Priority_goes_before_the_name() =>
        Assert.Equal("a", Assert.Single(Find([Edge("a", "eth1", Out, "eth2"), Edge("b", "eth2", Out, "eth1", 200)])).Edge.Mirror);

    [Fact]
    public void Received_traffic_alone_never_loops() => Assert.Empty(Find([Edge("a", "eth1", In, "eth2"), Edge("b", "eth2", In, "eth1")]));

    [Fact]
    public void A_nic_that_sends_to_itself_loops() =>
        Assert.Equal("eth1:egress → eth1:egress (mirror a)", Assert.Single(Find([Edge("a", "eth1", Out, "eth1")])).Path);

    [Fact]
    public void A_long_way_round_is_found_and_shown_by_its_shortest_path()
    {
        var refusal = Assert.Single(Find(
        [
            Edge("a", "eth1", Out, "eth2"), Edge("b", "eth2", Out, "eth3"), Edge("c", "eth3", Out, "eth4"),
            Edge("d", "eth2", Out, "eth4"), Edge("e", "eth4", Out, "eth1"),
        ]));
        Assert.Equal(
            "eth4:egress → eth1:egress (mirror e) → eth2:egress (mirror a) → eth4:egress (mirror d)",
            refusal.Path);
    }

    [Fact]
    public void A_veth_pair_mirrored_into_each_other_loops_even_on_ingress()
    {
        // What v1 sends, v2 receives and copies back to v1, and so on.
        var refusal = Assert.Single(LoopFinder.Find(
            [Edge("a", "v2", In, "v1")],
            [Carry("v1", Out, "v2", In), Carry("v2", Out, "v1", In)]));
        Assert.Equal("v2:ingress → v1:egress (mirror a) → v2:ingress", refusal.Path);
    }

    [Fact]
    public void A_vlan_on_its_lower_device_loops_when_both_sent_sides_are_mirrored() => Assert.Equal(
        "eth1:egress → eth1.5:egress (mirror a) → eth1:egress",
        Assert.Single(LoopFinder.Find([Edge("a", "eth1", Out, "eth1.5")], [Carry("eth1.5", Out, "eth1", Out)])).Path);

    [Fact]
    public void Carries_that_run_in_circles_are_no_mirrors_fault()
    {
        CarryArc[] circle = [Carry("p1", In, "p2", Out), Carry("p2", Out, "p1", In)];
        Assert.Empty(LoopFinder.Find([], circle));
        Assert.Empty(LoopFinder.Find([Edge("a", "eth1", In, "p2")], circle));
        Assert.Single(LoopFinder.Find([Edge("a", "eth1", Out, "p2"), Edge("b", "p1", In, "eth1")], circle));
    }

    [Fact]
    public void The_same_edge_of_two_mirrors_is_one_edge()
    {
        var refusals = Find([Edge("a", "eth1", Out, "eth2"), Edge("b", "eth1", Out, "eth2"), Edge("c", "eth2", Out, "eth1"), Edge("d", "eth2", Out, "eth1")]);
        Assert.Equal(["c", "d"], refusals.Select(r => r.Edge.Mirror));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    public void The_full_ingress_matrix_is_legal(int nics) => Assert.Empty(Find(Matrix(nics, In)));

    [Fact]
    public void Of_a_full_egress_matrix_one_half_is_let_in() => Assert.Equal(64 * 63 / 2, Find(Matrix(64, Out)).Count);

    [Fact]
    public void Order_of_the_input_has_no_meaning()
    {
        var edges = Matrix(9, Out).Concat(Matrix(9, In)).Append(Edge("x", "eth100", Out, "eth101", 7)).ToList();
        var expected = Find(edges).Select(r => r.Message).ToList();
        var random = new Random(7);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(expected, Find(edges.OrderBy(_ => random.Next())).Select(r => r.Message));
        }
    }

    [Fact]
    public void What_is_let_in_never_comes_back()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var edges = Enumerable.Range(0, 25).Select(i => Edge(
                $"m{i}", $"e{random.Next(6)}", random.Next(2) == 0 ? In : Out, $"e{random.Next(6)}", random.Next(3))).ToList();
            CarryArc[] carries = [Carry("e0", Out, "e1", In), Carry("e1", Out, "e0", In), Carry("e2", In, "e3", In), Carry("e3", Out, "e2", Out)];
            var refused = LoopFinder.Find(edges, carries).Select(r => r.Edge).ToHashSet();
            var kept = edges.Where(e => !refused.Contains(e)).ToList();
            Assert.False(HasCycle(kept, carries));
            Assert.All(refused, e => Assert.True(HasCycle([.. kept, e], carries)));
        }
    }

    private static bool HasCycle(List<LoopEdge> edges, CarryArc[] carries)
    {
        var arcs = edges.Select(e => (e.From, e.To)).Concat(carries.Select(c => (c.From, c.To))).ToLookup(a => a.From, a => a.To);
        return edges.Any(start =>
        {
            var seen = new HashSet<Hook>();
            var open = new Stack<Hook>([start.To]);
            while (open.TryPop(out var at))
            {
                if (at == start.From)
                {
                    return true;
                }
                foreach (var next in arcs[at].Where(seen.Add))
                {
                    open.Push(next);
                }
            }
            return false;
        });
    }

    private static IReadOnlyList<LoopRefusal> Find(IEnumerable<LoopEdge> edges) => LoopFinder.Find(edges, []);

    private static LoopEdge Edge(string mirror, string source, EdgeDirection direction, string target, int priority = 100) =>
        new(priority, mirror, source, direction, target);

    private static CarryArc Carry(string from, EdgeDirection fromSide, string to, EdgeDirection toSide) => new(new(from, fromSide), new(to, toSide));

    private static IEnumerable<LoopEdge> Matrix(int nics, EdgeDirection direction) =>
        from source in Enumerable.Range(1, nics)
        from target in Enumerable.Range(1, nics)
        where source != target
        select Edge($"m{source}", $"eth{source}", direction, $"eth{target}");
}
