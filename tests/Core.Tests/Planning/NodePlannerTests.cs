using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.Core.Status;

namespace K8sMirror.Core.Tests.Planning;

public sealed class NodePlannerTests
{
    private static readonly ClusterNode[] Nodes = [Make.Node("n1", "edge"), Make.Node("n2", "core"), Make.Node("n3", "edge")];

    [Fact]
    public void Each_node_gets_the_mirrors_that_select_it_by_name()
    {
        var plan = Plan(Make.Mirror("b", "eth1", "eth2"), Make.Mirror("a", "eth3", "eth2", "edge"));
        Assert.Equal(["a", "b"], plan.Nodes["n1"].Sessions.Select(s => s.Mirror));
        Assert.Equal(["b"], plan.Nodes["n2"].Sessions.Select(s => s.Mirror));
        Assert.Same(plan.Nodes["n1"], plan.Nodes["n3"]);
        Assert.Equal(["n1", "n3"], Of(plan, "a").Nodes);
        var session = plan.Nodes["n2"].Sessions[0];
        Assert.Equal(("uid-b", 3L, 100), (session.MirrorRef.Uid, session.MirrorRef.Generation, session.Priority));
    }

    [Fact]
    public void A_bad_mirror_plans_nothing_and_disturbs_nobody()
    {
        var plan = Plan(Make.Mirror("bad", "eth1", "eth1"), Make.Mirror("good", "eth1", "eth2"));
        Assert.False(Of(plan, "bad").IsAccepted);
        Assert.True(Of(plan, "good").IsPlanned);
        Assert.All(plan.Nodes.Values, spec => Assert.Equal(["good"], spec.Sessions.Select(s => s.Mirror)));
    }

    [Fact]
    public void Paused_and_deleting_mirrors_are_accepted_and_plan_nothing()
    {
        var deleting = Make.Mirror("d", "eth1", "eth2");
        var plan = Plan(
            Make.Mirror("p", "eth1", "eth2").With(s => s with { Paused = true }),
            deleting with { Metadata = deleting.Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch } });
        Assert.All(plan.Mirrors, m => Assert.True(m.IsAccepted && !m.IsPlanned));
        Assert.All(plan.Nodes.Values, spec => Assert.Empty(spec.Sessions));
        Assert.Equal(3, Of(plan, "p").Nodes.Count);
    }

    [Fact]
    public void A_selector_that_cannot_be_read_selects_no_node()
    {
        var mirror = Make.Mirror("m", "eth1", "eth2")
            .With(s => s with { NodeSelector = new() { MatchExpressions = [new() { Key = "zone", Operator = "Is" }] } });
        Assert.Empty(Of(Plan(mirror), "m").Nodes);
    }

    [Fact]
    public void Of_two_mirrors_that_loop_the_lower_is_refused_everywhere()
    {
        var plan = Plan(Make.Mirror("a", ">eth1", "eth2", "edge"), Make.Mirror("b", ">eth2", "eth1", priority: 50));
        var finding = Assert.Single(Of(plan, "b").Findings);
        Assert.Equal((Reasons.Loop, true), (finding.Reason, finding.IsRefusal));
        Assert.Contains("eth2:egress → eth1:egress (mirror b) → eth2:egress (mirror a)", finding.Message, StringComparison.Ordinal);
        Assert.Empty(Of(plan, "a").Findings);
        Assert.Empty(plan.Nodes["n2"].Sessions);
    }

    [Fact]
    public void Mirrors_that_never_meet_on_a_node_do_not_loop()
    {
        var plan = Plan(Make.Mirror("a", ">eth1", "eth2", "edge"), Make.Mirror("b", ">eth2", "eth1", "core"), Make.Mirror("c", ">eth3", "eth1"));
        Assert.All(plan.Mirrors, m => Assert.True(m.IsPlanned));
    }

    [Fact]
    public void A_refused_mirror_does_not_refuse_others()
    {
        // b loops with a; c would loop with b, but b is refused.
        var plan = Plan(Make.Mirror("a", ">e1", "e2"), Make.Mirror("b", ">e2", "e1,e3"), Make.Mirror("c", ">e3", "e2"));
        Assert.Equal([true, false, true], plan.Mirrors.Select(m => m.IsAccepted));
    }

    [Fact]
    public void A_loop_after_one_that_only_the_union_has_is_still_found()
    {
        var plan = Plan(
            Make.Mirror("a", ">e1", "e2", "edge"), Make.Mirror("b", ">e2", "e1", "core"),
            Make.Mirror("c", ">e2", "e3", "edge"), Make.Mirror("d", ">e3", "e1", "edge"));
        Assert.Equal(["a", "b", "c"], plan.Mirrors.Where(m => m.IsAccepted).Select(m => m.Mirror.Metadata.Name));
    }

    [Fact]
    public void Of_many_overlaps_a_few_are_told_and_the_others_counted()
    {
        var mirrors = Enumerable.Range(0, 1000).Select(i => Make.Mirror($"m{i:D3}", "<eth1", "tap")).ToArray();

        var findings = Of(Plan(mirrors), "m500").Findings;

        Assert.InRange(findings.Count, 4, 32);
        Assert.Equal(999, findings.Sum(f => f.Count));
        var status = MirrorStatusComposer.Compose(mirrors[500], findings, [], null, DateTimeOffset.UnixEpoch);
        Assert.EndsWith("; and 996 more", status.Conditions.Single(c => c.Type == ConditionTypes.Accepted).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(7, 7, true)]
    [InlineData(7, 8, false)]
    [InlineData(0, 8, false)]
    public void Copies_with_different_labels_are_different_copies(int first, int second, bool overlap)
    {
        var plan = Plan(Labelled("a", first), Labelled("b", second));

        Assert.Equal(overlap ? 2 : 0, plan.Mirrors.SelectMany(m => m.Findings).Count(f => f.Reason == Reasons.Overlap));
    }

    [Theory]
    [InlineData("<eth1", "<eth1", true)]
    [InlineData("<eth1", ">eth1", false)]
    [InlineData("eth1", ">eth1", true)]
    [InlineData("eth*", "<eth1", true)]
    [InlineData("ens*", "<eth1", false)]
    [InlineData("eth*", "eth*", true)]
    public void Overlap_is_told_to_both_and_refuses_neither(string first, string second, bool overlap)
    {
        var plan = Plan(Make.Mirror("a", first, "tap", "edge"), Make.Mirror("b", second, "other,tap"));
        Assert.All(plan.Mirrors, m => Assert.True(m.IsPlanned));
        Assert.Equal(overlap ? [Reasons.Overlap, Reasons.Overlap] : [], plan.Mirrors.SelectMany(m => m.Findings).Select(f => f.Reason));
        if (overlap)
        {
            Assert.Contains("mirror b", Of(plan, "a").Findings[0].Message, StringComparison.Ordinal);
            Assert.Contains("mirror a", Of(plan, "b").Findings[0].Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Mirrors_of_different_nodes_do_not_overlap() =>
        Assert.All(Plan(Make.Mirror("a", "eth1", "tap", "edge"), Make.Mirror("b", "eth1", "tap", "core")).Mirrors, m => Assert.Empty(m.Findings));

    [Fact]
    public void Two_mirrors_of_one_name_are_one_accepted_and_one_refused()
    {
        var plan = Plan(Make.Mirror("a", "eth1", "eth2"), Make.Mirror("a", "eth3", "eth4", priority: 1));
        Assert.Equal([true, false], plan.Mirrors.Select(m => m.IsAccepted));
    }

    [Fact]
    public void Order_of_the_snapshot_has_no_meaning()
    {
        TrafficMirror[] mirrors =
        [
            Make.Mirror("a", ">eth1", "eth2", "edge"), Make.Mirror("b", ">eth2", "eth1"), Make.Mirror("c", "eth1", "eth2", priority: 200),
            Make.Mirror("d", "eth1", "eth1"), Make.Mirror("e", "<ens*,<ens1", "eth9", "core"), Make.Mirror("f", "ens1", "eth9"),
            Make.Mirror("g", "ens1", "eth9").With(s => s with { Paused = true }), Make.Mirror("f", "ens1", "eth9", priority: 3),
        ];
        var expected = Describe(NodePlanner.Plan(new(mirrors, Nodes)));
        var random = new Random(5);
        for (var i = 0; i < 50; i++)
        {
            var shuffled = new ClusterSnapshot([.. mirrors.OrderBy(_ => random.Next())], [.. Nodes.OrderBy(_ => random.Next())]);
            Assert.Equal(expected, Describe(NodePlanner.Plan(shuffled)));
        }
    }

    [Fact]
    public void Five_thousand_nodes_share_their_specs()
    {
        var nodes = Enumerable.Range(0, 5000).Select(n => Make.Node($"n{n:0000}", $"z{n % 50}")).ToList();
        var mirrors = Enumerable.Range(0, 50).Select(n => Make.Mirror($"m{n:00}", $"<eth{n}", "tap0", n % 2 == 0 ? null : $"z{n}")).ToList();
        var plan = NodePlanner.Plan(new(mirrors, nodes));
        Assert.Equal(5000, plan.Nodes.Count);
        Assert.Equal(26, plan.Nodes.Values.Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public void The_matrix_of_64_nics_plans_as_64_mirrors()
    {
        var nics = Enumerable.Range(0, 64).Select(n => $"eth{n}").ToList();
        var mirrors = nics.Select(n => Make.Mirror("m-" + n, "<" + n, string.Join(',', nics.Where(t => t != n)))).ToList();
        var plan = NodePlanner.Plan(new(mirrors, Nodes));
        Assert.All(plan.Mirrors, m => Assert.Empty(m.Findings));
        Assert.Equal(64, plan.Nodes["n1"].Sessions.Count);
    }

    [Fact]
    public void Mirrors_meet_at_a_collector_and_its_name_closes_no_loop()
    {
        TrafficMirror Collecting(string name, string source, int id, MirrorDistribution distribution = MirrorDistribution.Replicate) => Make.Mirror(name, source, "x").With(s => s with
        {
            Targets = [new() { Name = "t", Tunnel = new() { Type = TunnelType.GRE, Remote = "192.0.2.10", Id = id } }],
            Distribution = distribution,
        });
        var plan = Plan(
            Collecting("a", "eth1", 1), Collecting("b", "eth1", 2), Collecting("c", "eth1", 1, MirrorDistribution.FlowHash), Collecting("d", "gre*", 1), Make.Mirror("e", "eth9", "eth1"));

        Assert.All(plan.Mirrors, m => Assert.True(m.IsPlanned));
        Assert.Empty(Of(plan, "b").Findings);
        Assert.Empty(Of(plan, "d").Findings);
        Assert.Equal(
            "spec.sources[0]: mirror c selects these packets for gre:1@192.0.2.10 as well; one copy is sent, counted for this mirror",
            Assert.Single(Of(plan, "a").Findings).ToString());
        plan = Plan(Collecting("a", "eth1", 1, MirrorDistribution.FlowHash), Collecting("b", "eth1", 1));
        Assert.Equal(
            "spec.sources[0]: mirror a selects these packets for gre:1@192.0.2.10 as well; one copy is sent: mirror a decides on the conversations that it gives to "
            + "this target, this mirror on all others",
            Assert.Single(Of(plan, "b").Findings).ToString());
    }

    private static TrafficMirror Labelled(string name, int vlan)
    {
        var mirror = Make.Mirror(name, "eth1", "tap");
        return mirror with { Spec = mirror.Spec with { SourceTag = vlan == 0 ? null : new() { Vlan = vlan } } };
    }

    private static ClusterPlan Plan(params TrafficMirror[] mirrors) => NodePlanner.Plan(new(mirrors, Nodes));

    private static MirrorPlan Of(ClusterPlan plan, string name) => plan.Mirrors.Single(m => m.Mirror.Metadata.Name == name);

    private static List<string> Describe(ClusterPlan plan) =>
    [
        .. plan.Mirrors.Select(m => $"{m.Mirror.Metadata.Name} {m.IsPlanned} {string.Join(' ', m.Nodes)} {string.Join(" | ", m.Findings)}"),
        .. plan.Nodes.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => n.Key + string.Join(' ', n.Value.Sessions.Select(s => s.Mirror + s.Priority))),
    ];
}
