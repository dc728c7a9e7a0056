using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Planning;

/// <summary>Mirrors that spread conversations over their targets.</summary>
public sealed class BalancePlanTests
{
    private static readonly FilterRule Tcp = new() { Action = FilterAction.Accept, Protocol = "TCP" };

    [Fact]
    public void Each_edge_knows_the_targets_by_name_and_who_is_healthy()
    {
        var plan = Plan(["eth1", "a", "b", "c"], Spread("spread", "c", "a", "b"));

        Assert.Equal(3, plan.Edges.Count);
        Assert.All(plan.Edges, e =>
        {
            var balance = Assert.Single(e.Selections).Balance!;
            Assert.Equal([new("name-a", "a", 1), new("name-b", "b", 1), new("name-c", "c", 1)], balance.Targets);
            Assert.Equal((0b111UL, 0b111UL), (balance.Able & 7, balance.Healthy));
        });
    }

    [Fact]
    public void Who_is_down_or_missing_is_not_healthy_and_may_come_back()
    {
        var links = new LinkTable([Nic.Of("eth1", 2), Nic.Of("a", 3), Nic.Of("b", 4) with { IsUp = false }, Nic.Of("c", 5) with { HasCarrier = false }]);
        var plan = DatapathPlanner.Plan(Ask.For(Spread("spread", "a", "b", "c", "d")), links);

        Assert.Equal(["a", "b", "c"], plan.Edges.Select(e => e.Key.Target));
        var balance = plan.Edges[0].Selections[0].Balance!;
        Assert.Equal((0b1111UL, 0b0001UL), (balance.Able & 15, balance.Healthy));
        // The filter does not contain any of that: it stays the same while targets fail.
        Assert.Equal([0b001UL, 0b010UL, 0b100UL, 0UL], Assert.Single(SelectionClauses.Of(plan.Edges)).Balance!.Picks.Select(p => p.Edges));
    }

    [Fact]
    public void Health_changes_no_clause()
    {
        NodeMirrorSpec spec = Ask.For(Spread("spread", "a", "b"));
        var links = new LinkTable([Nic.Of("eth1", 2), Nic.Of("a", 3), Nic.Of("b", 4)]);
        var failed = new LinkTable([Nic.Of("eth1", 2), Nic.Of("a", 3), Nic.Of("b", 4) with { HasCarrier = false }]);

        Assert.Equal(SelectionClauses.Of(DatapathPlanner.Plan(spec, links).Edges), SelectionClauses.Of(DatapathPlanner.Plan(spec, failed).Edges));
    }

    /// <summary>If a NIC cannot send to a target, the others take over its share, in both directions.</summary>
    [Fact]
    public void A_target_that_a_NIC_may_never_send_to_is_left_out_there()
    {
        var plan = Plan(["eth1", "a", "b"], Spread("spread", "a", "b") with { Sources = [Source("eth1"), Source("a")] });

        Assert.All(plan.Edges, e => Assert.Equal(e.Key.Source == "a" ? 0b10UL : 0b11UL, e.Selections[0].Balance!.Able & 3));
        Assert.All(plan.Edges, e => Assert.Equal(0b11UL, e.Selections[0].Balance!.Healthy));
    }

    [Fact]
    public void A_mirror_of_one_target_spreads_nothing()
    {
        Assert.Empty(Assert.Single(Plan(["eth1", "a"], Spread("spread", "a")).Edges).Selections);
    }

    /// <summary>Packets that do not go to a target are left for the next mirrors, at that target and at the others.</summary>
    [Fact]
    public void A_mirror_that_spreads_closes_no_edge()
    {
        var plan = Plan(
            ["eth1", "a", "b"],
            Spread("spread", "a", "b") with { Priority = 200 },
            Ask.Session("all", ["eth1"], ["a"]) with { SnapLength = 64 },
            Ask.Session("some", ["eth1"], ["b"], priority: 50) with { Filter = new() { Rules = [Tcp] } });

        Assert.Equal(["a", "a/snap64", "b"], plan.Edges.Select(e => e.Key.TargetId));
        Assert.Equal(["spread", "all", "spread,some"], plan.Edges.Select(e => string.Join(',', e.Mirrors)));
        var clauses = SelectionClauses.Of(plan.Edges);
        Assert.Equal([0b101UL, 0b100UL, 0b010UL], clauses.Select(c => c.Edges));
        // The two edges to a settle each other; b settles only its own.
        Assert.Equal([new ClausePick(0b001, 0b011), new ClausePick(0b100, 0b100)], clauses[0].Balance!.Picks);
        Assert.Equal([null, null], clauses.Skip(1).Select(c => c.Balance));
    }

    [Fact]
    public void Behind_a_mirror_that_takes_every_packet_nothing_is_spread()
    {
        var plan = Plan(["eth1", "a", "b"], Spread("spread", "a", "b"), Ask.Session("all", ["eth1"], ["a"], priority: 200));

        Assert.Empty(plan.Edges.Single(e => e.Key.Target == "a").Selections);
        Assert.NotNull(Assert.Single(plan.Edges.Single(e => e.Key.Target == "b").Selections).Balance);
    }

    [Fact]
    public void A_mirror_that_spreads_takes_room_as_one_with_a_filter()
    {
        var plan = Plan(["eth1", "a", "b"], [.. Enumerable.Range(0, 64).Select(i => Spread($"m{i:d2}", "a", "b") with { Priority = 200 - i })]);

        Assert.All(plan.Sessions, s => Assert.All(s.Edges, e => Assert.Equal(
            s.Session.Mirror == "m63" ? Reasons.LimitExceeded : Reasons.Programmed, e.Reason)));
    }

    [Fact]
    public void Conversations_are_spread_where_the_packet_is()
    {
        var plan = Plan(["eth1", "a", "b", "c", "d"], Spread("spread", "a", "b", "c", "d"));

        Assert.Equal(new CopyingPlace(false, "its mirrors spread conversations"), CopyingPlace.Of(plan.Edges, 1));
    }

    [Fact]
    public void A_weight_that_is_none_is_refused()
    {
        var plan = Plan(["eth1", "a", "b"], Spread("spread", "a", "b") with { Targets = [new() { Name = "a", Interface = "a", Weight = 200 }] });

        Assert.Equal("spec.targets[0].weight: is 200; write a number from 1 to 100", Assert.Single(plan.Sessions[0].Edges).Message);
    }

    private static MirrorSource Source(string name) => new() { Interface = name, Direction = MirrorDirection.Both };

    private static DatapathPlan Plan(string[] nics, params MirrorSession[] sessions) => DatapathPlanner.Plan(Ask.For(sessions), Nic.Table(nics));

    private static MirrorSession Spread(string name, params string[] targets) => Ask.Session(name, ["eth1"], targets) with
    {
        Distribution = MirrorDistribution.FlowHash,
        Targets = [.. targets.Select(t => new MirrorTarget { Name = $"name-{t}", Interface = t })],
    };
}
