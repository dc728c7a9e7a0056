using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Planning;

public sealed class SelectionPlanTests
{
    private static readonly FilterRule Tcp = new() { Action = FilterAction.Accept, Protocol = "TCP" };

    [Fact]
    public void An_edge_has_what_its_mirrors_select_in_their_order()
    {
        var plan = Plan(Session("late", 1, Tcp), Session("early", 100, Tcp, Tcp));

        var edge = Assert.Single(plan.Edges);
        Assert.Equal([(0, 2), (1, 1)], edge.Selections.Select(s => (s.Rank, s.Filter!.Rules.Count)));
        Assert.All(plan.Sessions, s => Assert.Equal(ProgrammedState.Programmed, Assert.Single(s.Edges).State));
    }

    [Fact]
    public void Behind_a_mirror_without_a_filter_no_other_is_asked()
    {
        Assert.Empty(Assert.Single(Plan(Session("all", 2), Session("some", 1, Tcp)).Edges).Selections);
        Assert.Equal(2, Assert.Single(Plan(Session("all", 2), Session("some", 3, Tcp), Session("last", 1, Tcp)).Edges).Selections.Count);
    }

    [Fact]
    public void A_sampled_mirror_without_a_filter_is_the_last_that_is_asked()
    {
        var sampled = Session("sampled", 2) with { Sampling = new() { OneIn = 10 } };
        Assert.Single(Assert.Single(Plan(sampled, Session("some", 1, Tcp)).Edges).Selections);
    }

    [Theory]
    [InlineData("10.0.0.1/8", "spec.filter.rules[0].source.cidrs[0]: '10.0.0.1/8' has bits set behind the prefix length; write 10.0.0.0/8")]
    [InlineData("ten", "spec.filter.rules[0].source.cidrs[0]: 'ten' is no IP prefix; write one like 10.0.0.0/8 or 2001:db8::/32")]
    public void A_filter_that_cannot_be_read_mirrors_nothing(string cidr, string message)
    {
        var plan = Plan(Session("bad", 2, new FilterRule { Action = FilterAction.Accept, Source = new() { Cidrs = [cidr] } }), Session("good", 1, Tcp));

        Assert.Equal(["good"], Assert.Single(plan.Edges).Mirrors);
        var edge = Assert.Single(plan.Sessions[0].Edges);
        Assert.Equal((ProgrammedState.Failed, Reasons.Invalid, message), (edge.State, edge.Reason, edge.Message));
    }

    [Fact]
    public void A_sampling_of_none_mirrors_nothing()
    {
        var plan = Plan(Session("bad", 2) with { Sampling = new() { OneIn = 0 } });

        Assert.Empty(plan.Edges);
        Assert.Equal("spec.sampling.oneIn: is 0; write a number from 1, for all, to 1000000", plan.Sessions[0].Edges[0].Message);
    }

    [Fact]
    public void What_a_hook_has_no_room_for_is_refused_by_rank()
    {
        var many = Enumerable.Range(0, 5).Select(i => Session($"m{i}", 100 - i, [.. Enumerable.Repeat(Tcp, 1000)])).ToArray();

        var plan = Plan(many);

        Assert.Equal(["m0", "m1", "m2", "m3"], Assert.Single(plan.Edges).Mirrors);
        var edge = Assert.Single(plan.Sessions[4].Edges);
        Assert.Equal((ProgrammedState.Failed, Reasons.LimitExceeded), (edge.State, edge.Reason));
        Assert.Equal("eth1 already has 4000 rules of higher rank in this direction, and at most 4096 are possible (bidirectional ones count twice)", edge.Message);
    }

    [Fact]
    public void Clauses_are_the_mirrors_by_rank_and_those_that_select_everything_last()
    {
        var filter = FilterReader.Read(new() { Rules = [Tcp] }, "filter", out _);
        var some = new EdgeSelection(3, filter, new());
        var first = new EdgeSelection(1, filter, new());
        var everything = new EdgeSelection(2, null, new());

        var clauses = SelectionClauses.Of(Edges([some], [], [first, everything], [first, some]));

        Assert.Equal([(filter, 0b1100UL), (filter, 0b1001UL), (null, 0b0110UL)], clauses.Select(c => (c.Filter, c.Edges)));
        Assert.Equal(clauses.Select(c => c.Edges), clauses.Select(c => c.Settled));
        Assert.Empty(SelectionClauses.Of(Edges([], [])));
    }

    [Fact]
    public void Copies_of_a_hook_whose_mirrors_select_different_packets_are_made_where_the_packet_is()
    {
        Assert.True(CopyingPlace.Choose([true, true, true, true], clauses: 1).IsAway);
        Assert.Equal(new CopyingPlace(false, "it has a rate limit"), CopyingPlace.Choose([true, true, true, true], hasLimits: true));
        Assert.Equal(new CopyingPlace(false, "its mirrors select different packets"), CopyingPlace.Choose([true, true, true, true], clauses: 2));
    }

    [Fact]
    public void Of_two_ways_to_send_a_packet_to_a_target_the_first_by_rank_settles_it()
    {
        var plan = Plan(
            Session("headers", 200, Tcp) with { SnapLength = 128 },
            Session("rest", 100) with { RateLimit = new() { PacketsPerSecond = 10 } },
            Session("last", 50) with { SnapLength = 64 });

        var variant = plan.Edges[1].Key.Variant;
        Assert.Equal(["eth1:ingress→eth2", $"eth1:ingress→eth2 ({variant})"], plan.Edges.Select(e => e.Key.ToString()));
        Assert.Matches("^whole.limit-[0-9a-f]{16}$", variant);
        Assert.Equal([128U, 0U], plan.Edges.Select(e => e.Treatment.Edit));
        Assert.Equal([null, "rest"], plan.Edges.Select(e => e.Bound?.Mirror));
        // Nothing is left for the last one: the previous mirror's copy already has its packets.
        Assert.Equal(["headers", "rest,last"], plan.Edges.Select(e => string.Join(',', e.Mirrors)));
        Assert.All(plan.Sessions, s => Assert.Equal(plan.Edges[s.Session.Mirror == "headers" ? 0 : 1].Key, Assert.Single(s.Edges).Key));
        Assert.Equal([(0b01UL, 0b11UL), (0b10UL, 0b11UL)], SelectionClauses.Of(plan.Edges).Select(c => (c.Edges, c.Settled)));
    }

    [Fact]
    public void Copies_with_different_labels_are_different_copies()
    {
        var plan = Plan(
            Session("b", 100) with { SourceTag = new() { Vlan = 7 } },
            Session("a", 100) with { SourceTag = new() { Vlan = 4094 } },
            Session("plain", 100),
            Session("b-too", 100) with { SourceTag = new() { Vlan = 7 } });

        Assert.Equal(["eth2", "eth2/vlan4094", "eth2/vlan7"], plan.Edges.Select(e => e.Key.TargetId));
        Assert.Equal([0U, 4094U, 7U], plan.Edges.Select(e => e.Treatment.Label));
        Assert.Equal(["plain", "a", "b,b-too"], plan.Edges.Select(e => string.Join(',', e.Mirrors)));
        Assert.All(plan.Edges, e => Assert.Equal(e.Key, EdgeKey.Of(e.Key.Source, e.Key.Direction, e.Key.TargetId)));
    }

    [Fact]
    public void A_loop_refuses_every_way_to_send_a_packet_through_it()
    {
        var plan = DatapathPlanner.Plan(
            Ask.For(
                Ask.Session("a", ["eth1"], ["eth2"], MirrorDirection.Egress, priority: 200) with { SourceTag = new() { Vlan = 7 } },
                Ask.Session("b", ["eth2"], ["eth1"], MirrorDirection.Egress) with { SourceTag = new() { Vlan = 8 } },
                Ask.Session("c", ["eth2"], ["eth1"], MirrorDirection.Egress)),
            Nic.Table("eth1", "eth2"));

        Assert.All(plan.Sessions, s => Assert.All(s.Edges, e => Assert.Equal(s.Session.Mirror == "a" ? Reasons.Programmed : Reasons.Loop, e.Reason)));
    }

    private static DesiredEdge[] Edges(params IReadOnlyList<EdgeSelection>[] selections) =>
        [.. selections.Select((s, i) => new DesiredEdge(new("eth1", EdgeDirection.Ingress, $"t{i}"), 1, 10 + i, 1500, ["m"]) { Selections = s })];

    private static DatapathPlan Plan(params MirrorSession[] sessions) => DatapathPlanner.Plan(Ask.For(sessions), Nic.Table("eth1", "eth2"));

    private static MirrorSession Session(string name, int priority, params FilterRule[] rules) =>
        Ask.Session(name, ["eth1"], ["eth2"], priority: priority) with { Filter = rules.Length == 0 ? null : new() { Rules = rules } };
}
