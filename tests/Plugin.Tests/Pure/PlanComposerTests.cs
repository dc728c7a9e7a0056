using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Plugin.Explaining;
using K8sMirror.Plugin.Planning;
using K8sMirror.Plugin.Reading;

namespace K8sMirror.Plugin.Tests.Pure;

public sealed class PlanComposerTests
{
    private static readonly TrafficMirror Old = Make.Mirror("old", "eth1", "eth2");

    [Fact]
    public void A_new_mirror_starts_copies_on_the_nodes_that_it_selects_and_no_others()
    {
        var cluster = Make.Cluster(
            [Old], [Make.Node("a", ("zone", "edge")), Make.Node("b")],
            Make.Told("a", [Old], Make.Edge("eth1", "eth2")), Make.Told("b", [Old], Make.Edge("eth1", "eth2")));

        var plan = PlanComposer.Compose(cluster, [Make.Mirror("new", "eth1", "eth3", selector: Make.Label("zone", "edge"))]);

        Assert.Equal((1, 0, 2), (plan.Start, plan.Stop, plan.Keep));
        Assert.Equal(("new", "create", true, 1), Summary(Assert.Single(plan.Mirrors)));
        var change = Assert.Single(plan.Nodes.Single(n => n.Node == "a").Changes, c => c.Change == ChangeKind.Start);
        Assert.Equal(("new", "eth1", EdgeDirection.Ingress, "eth3"), (change.Mirror, change.Source, change.Direction, change.Target));
        Assert.Equal("unknown whether eth3 exists", change.Note);
        Assert.DoesNotContain(plan.Nodes.Single(n => n.Node == "b").Changes, c => c.Change != ChangeKind.Keep);
    }

    [Fact]
    public void What_changes_in_a_mirror_that_is_there_starts_and_stops_by_copy()
    {
        var cluster = Make.Cluster([Old], [Make.Node("a")], Make.Told("a", [Old], Make.Edge("eth1", "eth2")));

        var plan = PlanComposer.Compose(cluster, [Make.Mirror("old", "eth1", "eth2", MirrorDirection.Egress)]);

        Assert.Equal((1, 1, 0), (plan.Start, plan.Stop, plan.Keep));
        Assert.Equal("configure", plan.Mirrors.Single().Action);
        Assert.Equal("", plan.Nodes.Single().Changes.Single(c => c.Change == ChangeKind.Start).Note);
    }

    [Fact]
    public void Sets_in_the_files_and_in_the_cluster_are_looked_at_together()
    {
        PrefixSets Sets(params (string Name, string[] Cidrs)[] sets) => new(sets.ToDictionary(s => s.Name, s => AddressSetReader.Read(new() { Cidrs = s.Cidrs })));
        TrafficMirror Naming(string name, params string[] sets) => Make.Mirror(name, "eth1", "eth2") is var m
            ? m with { Spec = m.Spec with { Filter = new() { Rules = [new() { Action = FilterAction.Accept, Source = new() { AddressSets = sets } }] } } } : m;
        var there = Naming("there", "late");
        var cluster = Make.Cluster([there], [Make.Node("a")], Make.Told("a", [there], Make.Edge("eth1", "eth2"))) with { Sets = Sets(("known", ["192.0.2.1"])) };

        var plan = PlanComposer.Compose(cluster, new GivenInput([Naming("new", "known", "gone")], Sets(("known", ["192.0.2.1"]), ("late", ["10.0.0.0/8", "::/0"]))));

        Assert.Equal(
            [("known", "unchanged", 1, "new"), ("late", "create", 2, "there")],
            plan.Sets.Select(s => (s.Name, s.Action, s.Entries, string.Join(' ', s.Mirrors))));
        Assert.Equal(["new create Overlap AddressSetNotFound", "there affected Overlap"], plan.Mirrors.Select(m => $"{m.Name} {m.Action} {string.Join(' ', m.Findings.Select(f => f.Reason))}"));
        var text = PlanText.Render(plan, all: false);
        Assert.Contains("AddressSet late: create, 2 entries, named by there", text, StringComparison.Ordinal);
        Assert.Contains("AddressSetNotFound: spec.filter.rules[0].source.addressSets[1]: AddressSet 'gone' does not exist", text, StringComparison.Ordinal);
        Assert.False(plan.HasRefusal);
    }

    [Fact]
    public void The_same_again_changes_nothing()
    {
        var cluster = Make.Cluster([Old], [Make.Node("a")], Make.Told("a", [Old], Make.Edge("eth1", "eth2")));

        var plan = PlanComposer.Compose(cluster, [Make.Mirror("old", "eth1", "eth2")]);

        Assert.Equal((0, 0, 1), (plan.Start, plan.Stop, plan.Keep));
        Assert.Equal("unchanged", plan.Mirrors.Single().Action);
        Assert.DoesNotContain("NICs are known only", PlanText.Render(plan, all: false), StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_that_goes_on_with_another_filter_changes()
    {
        var cluster = Make.Cluster([Old], [Make.Node("a")], Make.Told("a", [Old], Make.Edge("eth1", "eth2")));
        var filter = new MirrorFilter { Rules = [new() { Action = FilterAction.Accept, Protocol = "TCP" }] };
        var mirror = Make.Mirror("old", "eth1", "eth2");

        var plan = PlanComposer.Compose(cluster, [mirror with { Spec = mirror.Spec with { Filter = filter } }]);

        Assert.Equal((0, 0, 0, 1), (plan.Start, plan.Stop, plan.Keep, plan.Change));
        var text = PlanText.Render(plan, all: false);
        Assert.Contains("old: configure, matches 1 node\n  filter: 1 rule, else Reject\n", text, StringComparison.Ordinal);
        Assert.Contains("from now on filter: 1 rule, else Reject", text, StringComparison.Ordinal);
        Assert.Contains("Plan: 0 to start, 0 to stop, 1 to change, 0 unchanged; 1 node of 1 with copies change.", text, StringComparison.Ordinal);
        Assert.Contains("    rules[0]: Accept TCP\n", PlanText.Render(plan, all: true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(128, null, "slicing: first 128 bytes")]
    [InlineData(0, "1.5G", "rate limit: 1.5G bit/s")]
    [InlineData(64, "500M", "slicing: first 64 bytes; rate limit: 500M bit/s")]
    public void A_copy_that_goes_on_sliced_or_bounded_changes(int snapLength, string? bits, string says)
    {
        var cluster = Make.Cluster([Old], [Make.Node("a")], Make.Told("a", [Old], Make.Edge("eth1", "eth2")));
        var mirror = Make.Mirror("old", "eth1", "eth2");

        var plan = PlanComposer.Compose(
            cluster, [mirror with { Spec = mirror.Spec with { SnapLength = snapLength, RateLimit = bits is null ? null : new() { BitsPerSecond = bits } } }]);

        Assert.Equal((0, 0, 0, 1), (plan.Start, plan.Stop, plan.Keep, plan.Change));
        var text = PlanText.Render(plan, all: false);
        Assert.Contains($"old: configure, matches 1 node\n  {says}\n", text, StringComparison.Ordinal);
        Assert.Contains($"from now on {says}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_collector_is_no_NIC_that_could_be_missing_and_other_settings_of_it_are_a_change()
    {
        var collector = new MirrorTarget { Name = "tool", Tunnel = new() { Type = TunnelType.VXLAN, Remote = "192.0.2.10", Id = 42 } };
        TrafficMirror Collecting(string name, MirrorTarget target) => Make.Mirror(name, "eth1", "eth2") is var m ? m with { Spec = m.Spec with { Targets = [target] } } : m;
        var old = Collecting("old", collector);
        var cluster = Make.Cluster([old], [Make.Node("a")], Make.Told("a", [old], Make.Edge("eth1", "vxlan:42@192.0.2.10")));

        var plan = PlanComposer.Compose(
            cluster, [Collecting("old", collector with { MtuPolicy = MtuPolicy.Slice }), Collecting("new", collector with { Tunnel = collector.Tunnel with { Id = 43 } })]);

        Assert.Equal(
            ["new Start vxlan:43@192.0.2.10 ", "old Change vxlan:42@192.0.2.10 with other settings of the target"],
            Assert.Single(plan.Nodes).Changes.Select(c => $"{c.Mirror} {c.Change} {c.Target} {c.Note}"));
    }

    [Fact]
    public void A_mirror_that_a_NodeMirror_has_no_room_for_is_known_beforehand()
    {
        // 60 of 64 patterns and 64 targets fill it; the newest one is left out first.
        var large = Enumerable.Range(0, 60).Select(n => Large($"m{n:00}") with { Metadata = new() { Name = $"m{n:00}", CreationTimestamp = DateTimeOffset.UnixEpoch } });
        var cluster = Make.Cluster([.. large], [Make.Node("a"), Make.Node("b", ("zone", "edge"))]);

        var plan = PlanComposer.Compose(cluster, [Large("a-new")]);

        Assert.False(plan.HasRefusal);
        Assert.StartsWith("is left out on 2 of the nodes, such as a: ", Assert.Single(Assert.Single(plan.Mirrors).Findings).ToString(), StringComparison.Ordinal);
        Assert.Contains("  LimitExceeded: is left out", PlanText.Render(plan, all: false), StringComparison.Ordinal);
        var copy = Explainer.Explain(Make.Cluster([.. large, Large("a-new")], cluster.Nodes), "b", Flow.Parse(["a-new0:ingress"]).Flow!, null).Copies[0];
        Assert.Equal((Verdict.NotCopied, Reasons.LimitExceeded), (copy.Verdict, copy.Reason));
    }

    private static TrafficMirror Large(string name) => Make.Mirror(name, "", "") with
    {
        Spec = new()
        {
            Sources = [.. Enumerable.Range(0, 64).Select(i => new MirrorSource { Interface = $"{name}[{i % 10}{new string('x', 54)}]*" })],
            Targets = [.. Enumerable.Range(0, 64).Select(i => new MirrorTarget { Name = $"t{i}{new string('x', 60)}", Interface = $"t{name}-{i}" })],
        },
    };

    [Fact]
    public void Of_a_loop_both_the_refused_and_the_affected_are_named()
    {
        var there = Make.Mirror("there", "eth2", "eth1", MirrorDirection.Both);
        var cluster = Make.Cluster([there], [Make.Node("a")], Make.Told("a", [there]));

        var plan = PlanComposer.Compose(cluster, [Make.Mirror("another", "eth1", "eth2", MirrorDirection.Both)]);

        Assert.True(plan.HasRefusal);
        Assert.Contains(plan.Mirrors, m => !m.IsAccepted && m.Findings.Any(f => f.Reason == Reasons.Loop));
        Assert.Contains("REFUSED", PlanText.Render(plan, all: false), StringComparison.Ordinal);
    }

    [Fact]
    public void What_reports_say_of_NICs_is_used_and_what_they_do_not_say_is_not_guessed()
    {
        var told = Make.Told("a", [Old, Make.Mirror("waits", "eth1", "eth7")],
            Make.Edge("eth1", "eth2", Reasons.TargetDown, "eth2 is down"), Make.Edge("eth1", "eth7", Reasons.InterfaceNotFound, "any words") with { Missing = ["eth7"] });
        var nics = new NicKnowledge(told.Status);

        Assert.Equal("eth2 is down", nics.Expect("eth1", "eth2"));
        Assert.Equal("eth7 was missing at the last report", nics.Expect("eth1", "eth7"));
        Assert.Equal("unknown whether eth8 exists; unknown whether eth9 exists", nics.Expect("eth8", "eth9"));
        Assert.Equal("the node decides what matches e*; eth1 at least; eth2 is down", nics.Expect("e*", "eth2"));
        Assert.Equal("unknown whether eth1 exists; unknown whether eth2 exists", new NicKnowledge(null).Expect("eth1", "eth2"));
    }

    [Fact]
    public void Of_an_agent_that_does_not_say_which_NIC_is_missing_nothing_is_learned()
    {
        var told = Make.Told("a", [Make.Mirror("waits", "eth1", "eth7")], Make.Edge("eth1", "eth7", Reasons.InterfaceNotFound, "waits for eth7"));

        Assert.Equal("unknown whether eth1 exists; unknown whether eth7 exists", new NicKnowledge(told.Status).Expect("eth1", "eth7"));
    }

    [Fact]
    public void Nodes_that_nobody_reports_from_are_said_to_be_so()
    {
        var cluster = Make.Cluster([], [Make.Node("a"), Make.Node("b") with { IsReady = false }]);

        var text = PlanText.Render(PlanComposer.Compose(cluster, [Old]), all: false);

        Assert.Contains("note: a: no agent has reported from this node", text, StringComparison.Ordinal);
        Assert.Contains("note: b: the node is not Ready", text, StringComparison.Ordinal);
        Assert.Contains("Plan: 2 to start, 0 to stop, 0 unchanged; 2 nodes of 2 with copies change.", text, StringComparison.Ordinal);
    }

    private static (string, string, bool, int) Summary(MirrorChange mirror) => (mirror.Name, mirror.Action, mirror.IsAccepted, mirror.Nodes);
}
