using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Tests.Planning;

public sealed class PodPlanningTests
{
    private static readonly ClusterNode[] Nodes = [Make.Node("n1", "edge"), Make.Node("n2", "core"), Make.Node("n3", "edge")];

    [Fact]
    public void Only_nodes_that_run_a_source_pod_with_an_address_have_the_mirror()
    {
        var plan = Plan(
            [Pods("m", "db")],
            Pod("n1", "a", "db"), Pod("n1", "b", "web", 2), Pod("n2", "c", "db") with { Addresses = [] }, Pod("n3", "d", "db") with { HasEnded = true });

        Assert.Equal(["n1"], Of(plan, "m").Nodes);
        Assert.Equal((3, 2), (Of(plan, "m").Matched, Of(plan, "m").Pods!.Selected));
        Assert.Equal([1], Of(plan, "m").Pods!.OnNodes);
        var pod = Assert.Single(Assert.Single(plan.Nodes["n1"].Sessions).Pods!);
        Assert.Equal(("ns", "a", "uid-a", "10.0.0.1"), (pod.Namespace, pod.Name, pod.Uid, pod.Addresses.Single()));
        Assert.Equal([0], pod.Sources!);
        Assert.Null(pod.Targets);
        Assert.Same(plan.Nodes["n2"], plan.Nodes["n3"]);
        Assert.Empty(plan.Nodes["n2"].Sessions);
    }

    [Fact]
    public void A_pod_names_the_places_of_all_that_select_it_and_pods_are_sorted()
    {
        var mirror = Pods("m", "db").With(s => s with
        {
            Sources = [new() { PodSelector = Labels("app", "web") }, new() { PodSelector = new() }, new() { Interface = "eth1" }],
            Targets = [new() { Name = "t", Interface = "tap" }, new() { Name = "s", PodSelector = Labels("app", "ids") }],
        });
        var plan = Plan([mirror], Pod("n1", "z", "ids"), Pod("n1", "b", "web", 2) with { Namespace = "aa" }, Pod("n1", "a", "web", 3));

        var pods = plan.Nodes["n1"].Sessions.Single().Pods!;
        Assert.Equal(["aa/b", "ns/a", "ns/z"], pods.Select(p => $"{p.Namespace}/{p.Name}"));
        Assert.Equal([0, 1], pods[0].Sources!);
        Assert.Equal([1], pods[2].Sources!);
        Assert.Equal([1], pods[2].Targets!);
    }

    [Fact]
    public void A_mirror_with_nics_is_on_all_its_nodes_and_target_pods_bring_it_to_none()
    {
        var nics = Make.Mirror("nics", "eth1", "x", "edge").With(s => s with { Targets = [new() { Name = "s", PodSelector = Labels("app", "ids") }] });
        var pods = Pods("pods", "db").With(s => s with { Targets = nics.Spec.Targets });
        var plan = Plan([nics, pods], Pod("n1", "ids-1", "ids"), Pod("n2", "ids-2", "ids"));

        Assert.Equal(["n1", "n3"], Of(plan, "nics").Nodes);
        Assert.Null(Of(plan, "nics").Pods);
        Assert.Equal("ids-1", plan.Nodes["n1"].Sessions.Single().Pods!.Single().Name);
        Assert.Null(plan.Nodes["n3"].Sessions.Single().Pods);
        Assert.Empty(Of(plan, "pods").Nodes);
        Assert.Empty(plan.Nodes["n2"].Sessions);
    }

    [Fact]
    public void Selectors_of_nodes_and_namespaces_narrow_down()
    {
        var mirror = Pods("m", "db", "edge").With(s => s with { Sources = [s.Sources[0] with { NamespaceSelector = Labels("team", "pay") }] });
        var namespaces = new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["pay"] = new Dictionary<string, string> { ["team"] = "pay" },
            ["other"] = new Dictionary<string, string> { ["team"] = "ops" },
        };
        ClusterPod[] pods =
        [
            Pod("n1", "a", "db") with { Namespace = "pay" }, Pod("n1", "b", "db", 2) with { Namespace = "other" }, Pod("n1", "c", "db", 3) with { Namespace = "unheard" },
            Pod("n2", "d", "db") with { Namespace = "pay" },
        ];
        var plan = NodePlanner.Plan(new([mirror], Nodes) { Pods = PodSnapshot.Of(pods, namespaces) });

        Assert.Equal(["a"], plan.Nodes["n1"].Sessions.Single().Pods!.Select(p => p.Name));
        Assert.Empty(plan.Nodes["n2"].Sessions);
        Assert.Equal(1, Of(plan, "m").Pods!.Selected);
    }

    [Fact]
    public void Pods_with_their_nodes_network_are_told_of_and_left_out()
    {
        var mirror = Pods("m", "db").With(s => s with { Targets = [new() { Name = "s", PodSelector = Labels("app", "ids") }] });
        var plan = Plan(
            [mirror], Pod("n1", "a", "db"), Pod("n3", "b", "db") with { IsHostNetwork = true }, Pod("n2", "c", "db") with { IsHostNetwork = true },
            Pod("n1", "s", "ids") with { IsHostNetwork = true });

        var of = Of(plan, "m");
        Assert.True(of.IsPlanned);
        Assert.Equal(
            [
                "spec.sources: 2 of the pods that the sources select have their node's network, such as ns/b: not mirrored; select the node's NIC instead",
                "spec.targets: 1 of the pods that the targets select have their node's network, such as ns/s: without copies; write the node's NIC instead",
            ],
            of.Findings.Select(f => f.ToString()));
        Assert.All(of.Findings, f => Assert.Equal((Reasons.HostNetwork, false), (f.Reason, f.IsRefusal)));
        Assert.Equal((3, 2), (of.Pods!.Selected, of.Pods.HostNetwork));
        Assert.Equal(["a"], plan.Nodes["n1"].Sessions.Single().Pods!.Select(p => p.Name));
    }

    [Fact]
    public void Where_pods_are_not_known_mirrors_of_pods_are_refused_and_others_go_on()
    {
        TrafficMirror[] mirrors = [Pods("pods", "db"), Make.Mirror("nics", "eth1", "eth2"), Make.Mirror("to-pods", "eth1", "x").With(s => s with
        {
            Targets = [new() { Name = "t", Interface = "tap" }, new() { Name = "s", PodSelector = new() }],
        })];
        var alone = NodePlanner.Plan(new(mirrors, Nodes));
        Assert.Equal(
            "spec.sources[0].podSelector: pods are known only in a cluster, where the operator names them; write an interface", Of(alone, "pods").Findings.Single().ToString());
        Assert.Equal((Reasons.PodsDisabled, true), (Of(alone, "pods").Findings[0].Reason, Of(alone, "pods").Findings[0].IsRefusal));
        Assert.Equal("spec.targets[1].podSelector", Of(alone, "to-pods").Findings[0].FieldPath);
        Assert.Equal(["nics"], alone.Nodes["n1"].Sessions.Select(s => s.Mirror));

        var refused = NodePlanner.Plan(new(mirrors, Nodes) { Pods = PodSnapshot.Refused("not allowed; allow it") });
        Assert.Equal("spec.sources[0].podSelector: not allowed; allow it", Of(refused, "pods").Findings.Single().ToString());
        Assert.Equal(["nics"], refused.Nodes["n1"].Sessions.Select(s => s.Mirror));
    }

    [Fact]
    public void Until_they_are_listed_a_mirror_of_pods_waits_and_is_planned_nowhere()
    {
        var plan = NodePlanner.Plan(new([Pods("pods", "db"), Make.Mirror("nics", "eth1", "eth2")], Nodes) { Pods = PodSnapshot.Awaited });

        Assert.True(Of(plan, "pods") is { AwaitsPods: true, IsAccepted: true, Pods: null });
        Assert.False(Of(plan, "nics").AwaitsPods);
        Assert.All(plan.Nodes.Values, spec => Assert.Equal(["nics"], spec.Sessions.Select(s => s.Mirror)));
    }

    [Fact]
    public void Namespaces_that_are_not_known_hold_up_only_mirrors_that_select_them()
    {
        var ofTeam = Pods("team", "db").With(s => s with { Sources = [s.Sources[0] with { NamespaceSelector = Labels("team", "pay") }] });
        TrafficMirror[] mirrors = [Pods("pods", "db"), ofTeam];
        var known = PodSnapshot.Of([Pod("n1", "a", "db") with { Namespace = "pay" }]);
        var memo = new PlanMemo();

        var awaited = NodePlanner.Plan(new(mirrors, Nodes) { Pods = known with { AreNamespacesListed = false } }, memo);
        Assert.True(Of(awaited, "team") is { AwaitsPods: true, IsAccepted: true, Nodes: [] });
        Assert.Equal(["pods"], awaited.Nodes["n1"].Sessions.Select(s => s.Mirror));

        var refused = NodePlanner.Plan(new(mirrors, Nodes) { Pods = known with { NamespaceProblem = "not allowed; allow it" } }, memo);
        Assert.Equal("spec.sources[0].podSelector: not allowed; allow it", Of(refused, "team").Findings.Single().ToString());
        Assert.Equal(["pods"], refused.Nodes["n1"].Sessions.Select(s => s.Mirror));

        var namespaces = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["pay"] = new Dictionary<string, string> { ["team"] = "pay" } };
        var listed = NodePlanner.Plan(new(mirrors, Nodes) { Pods = known with { Namespaces = namespaces } }, memo);
        Assert.Equal(["pods", "team"], listed.Nodes["n1"].Sessions.Select(s => s.Mirror));
    }

    [Fact]
    public void Paused_mirrors_count_their_pods_and_copy_nothing()
    {
        var plan = Plan([Pods("m", "db").With(s => s with { Paused = true })], Pod("n1", "a", "db"));
        Assert.Equal(1, Of(plan, "m").Pods!.Selected);
        Assert.Equal(["n1"], Of(plan, "m").Nodes);
        Assert.Empty(plan.Nodes["n1"].Sessions);
    }

    [Fact]
    public void Mirrors_of_the_same_pods_overlap_and_pods_are_no_nics()
    {
        var plan = Plan([Pods("a", "db"), Pods("b", "db"), Pods("c", "web"), Make.Mirror("d", "*", "tap"), Pods("e", "db").With(s => s with
        {
            Sources = [s.Sources[0] with { PodInterface = "net1" }],
        })]);

        Assert.All(plan.Mirrors, m => Assert.True(m.IsAccepted));
        Assert.Equal("spec.sources[0]: mirror b selects these packets for tap as well; one copy is sent, counted for this mirror", Of(plan, "a").Findings.Single().ToString());
        Assert.All((string[])["c", "d", "e"], name => Assert.Empty(Of(plan, name).Findings));
    }

    [Fact]
    public void Copies_to_pods_close_no_loop_by_name()
    {
        var toPods = Make.Mirror("a", ">eth1", "x").With(s => s with { Targets = [new() { Name = "t", PodSelector = Labels("app", "ids") }] });
        var fromPods = Pods("b", "ids").With(s => s with { Targets = [new() { Name = "t", Interface = "eth1" }] });
        Assert.All(Plan([toPods, fromPods]).Mirrors, m => Assert.True(m.IsAccepted));
    }

    [Fact]
    public void Pods_count_for_the_room_in_a_spec_on_their_node_alone()
    {
        var pods = Enumerable.Range(0, 40).Select(i => Pod("n1", $"p{i:D2}", "db", i)).ToArray();
        TrafficMirror[] mirrors = [Pods("m", "db"), Make.Mirror("z", "eth1", "eth2", priority: 50)];
        ClusterPlan With(int bytes) => NodePlanner.Plan(new(mirrors, Nodes) { Pods = PodSnapshot.Of([.. pods, Pod("n2", "q", "db")]), MostSpecBytes = bytes });

        var session = With(int.MaxValue).Nodes["n1"].Sessions[0];
        Assert.Equal(40, session.Pods!.Count);
        var exact = """{"sessions":[]}""".Length + NodeMirrorLimits.BytesOf(session);
        Assert.Equal((IReadOnlyList<string>)[], Of(With(exact), "m").LeftOut);
        Assert.Equal(["n1"], Of(With(exact - 1), "m").LeftOut);
        // A smaller one takes the room.
        Assert.Equal(["z"], With(exact - 1).Nodes["n1"].Sessions.Select(s => s.Mirror));
        Assert.Equal(["m", "z"], With(exact - 1).Nodes["n2"].Sessions.Select(s => s.Mirror));
    }

    [Fact]
    public void An_address_is_the_latest_pods_alone()
    {
        var old = Pod("n1", "old", "db") with { NetworkSince = "2026-01-02T03:04:05Z", Created = At(0) };
        Assert.Equal(["new"], Holders(old, Pod("n1", "new", "db") with { NetworkSince = "2026-01-02T03:04:06Z", Created = At(-9) }));
        // The old pod's sandbox has ended.
        Assert.Equal(["new"], Holders(old with { NetworkSince = null, Created = At(9) }, Pod("n1", "new", "db") with { NetworkSince = "2026-01-02T03:04:06Z" }));
        // A cluster that does not report it.
        Assert.Equal(["new"], Holders(old with { NetworkSince = null }, Pod("n1", "new", "db") with { Created = At(1) }));
        // Undecidable.
        Assert.Empty(Holders(old, old with { Name = "other", Uid = "u" }));
        Assert.Equal(["old"], Holders(old, Pod("n1", "new", "db") with { NetworkSince = "2026-01-02T03:04:06Z", HasEnded = true }));
        Assert.Equal(["old"], Holders(old, Pod("n1", "new", "db") with { NetworkSince = "2026-01-02T03:04:06Z", IsHostNetwork = true }));
        // Another node's addresses are independent.
        Assert.Equal(["old"], Holders(old, Pod("n2", "new", "db") with { NetworkSince = "2026-01-02T03:04:06Z" }));
    }

    [Fact]
    public void An_address_is_lost_to_a_pod_that_no_mirror_selects_as_well()
    {
        var old = Pod("n1", "old", "db") with { Addresses = ["10.0.0.1", "fd00::1"], Created = At(0) };
        var plan = Plan([Pods("m", "db")], old, Pod("n1", "new", "web") with { Created = At(1) });
        Assert.Equal(["fd00::1"], plan.Nodes["n1"].Sessions.Single().Pods!.Single().Addresses);
    }

    [Fact]
    public void In_whatever_order_events_come_no_ended_or_older_pod_has_an_address()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            // Pods that took over two addresses one after another; the last pod of each has it, if it has not ended.
            var pods = Enumerable.Range(0, 8).Select(i => Pod("n1", $"p{i}", i % 3 == 0 ? "web" : "db", i % 2) with
            {
                NetworkSince = $"2026-01-02T03:04:{i:D2}Z",
                HasEnded = random.Next(3) == 0,
            }).ToArray();
            var expected = pods.Where(p => !p.HasEnded).GroupBy(p => p.Addresses[0]).Select(g => g.MaxBy(p => p.NetworkSince, StringComparer.Ordinal)!)
                .Where(p => p.Labels["app"] == "db").Select(p => $"{p.Addresses[0]} {p.Name}").Order(StringComparer.Ordinal);

            var sessions = Plan([Pods("m", "db")], [.. pods.OrderBy(_ => random.Next())]).Nodes["n1"].Sessions;

            Assert.Equal(expected, sessions.SelectMany(s => s.Pods!).Select(p => $"{p.Addresses.Single()} {p.Name}").Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void With_a_memo_a_plan_is_the_same_and_only_touched_nodes_get_another_spec()
    {
        var memo = new PlanMemo();
        var random = new Random(11);
        TrafficMirror[] mirrors =
        [
            Pods("m", "db"), Pods("w", "web", "edge"), Make.Mirror("n", "eth1", "x").With(s => s with { Targets = [new() { Name = "t", PodSelector = Labels("app", "ids") }] }),
        ];
        var byNode = new Dictionary<string, IReadOnlyList<ClusterPod>>();
        var before = new Dictionary<string, NodeMirrorSpec>();
        for (var round = 0; round < 200; round++)
        {
            var touched = Nodes[random.Next(3)].Name;
            byNode[touched] = [.. Enumerable.Range(0, random.Next(5)).Select(i => Pod(touched, $"p{i}", ((string[])["db", "web", "ids"])[random.Next(3)], i))];
            if (round % 20 == 19)
            {
                var at = random.Next(3);
                mirrors[at] = mirrors[at] with { Metadata = mirrors[at].Metadata with { Generation = round } };
                before.Clear();
            }
            // Events for a mirror without a change of its spec.
            TrafficMirror[] now = [.. mirrors.Select(m => m with { Status = new() }).OrderBy(_ => random.Next())];
            ClusterSnapshot snapshot = new(now, Nodes) { Pods = new() { ByNode = new Dictionary<string, IReadOnlyList<ClusterPod>>(byNode), Namespaces = Namespaces } };

            var plan = NodePlanner.Plan(snapshot, memo);

            Assert.Equal(Describe(NodePlanner.Plan(snapshot)), Describe(plan));
            foreach (var (node, spec) in before.Where(b => b.Key != touched && b.Value.Sessions.Any(s => s.Pods is not null)))
            {
                Assert.Same(spec, plan.Nodes[node]);
            }
            before = new(plan.Nodes);
        }
    }

    [Fact]
    public void A_hundred_and_fifty_thousand_pods_are_planned_once_and_then_only_what_changes()
    {
        var nodes = Enumerable.Range(0, 5000).Select(n => Make.Node($"n{n:0000}", "edge")).ToList();
        var labels = Enumerable.Range(0, 500).Select(i => (IReadOnlyDictionary<string, string>)new Dictionary<string, string> { ["app"] = $"app-{i}" }).ToList();
        var byNode = nodes.ToDictionary(n => n.Name, n => (IReadOnlyList<ClusterPod>)
        [
            .. Enumerable.Range(0, 30).Select(i => Pod(n.Name, $"p{i}", "x", i) with { Labels = labels[(n.Name.GetHashCode(StringComparison.Ordinal) & 0xffff + i) % 500] }),
        ]);
        var mirrors = Enumerable.Range(0, 50).Select(i => Pods($"m{i}", $"app-{i}")).ToList();
        var memo = new PlanMemo();
        var first = NodePlanner.Plan(new(mirrors, nodes) { Pods = new() { ByNode = byNode } }, memo);

        byNode["n0001"] = [.. byNode["n0001"].Skip(1)];
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var second = NodePlanner.Plan(new(mirrors, nodes) { Pods = new() { ByNode = byNode } }, memo);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        Assert.Equal(0, nodes.Count(n => n.Name != "n0001" && first.Nodes[n.Name].Sessions.Count > 0 && !ReferenceEquals(first.Nodes[n.Name], second.Nodes[n.Name])));
        // Less than a byte per pod and mirror: they were not evaluated.
        Assert.True(allocated < 150_000 * 50, $"{allocated} bytes");
    }

    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> Namespaces = [];

    private static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddSeconds(100 + second);

    private static IEnumerable<string> Holders(params ClusterPod[] pods) =>
        Plan([Pods("m", "db")], pods).Nodes["n1"].Sessions.SelectMany(s => s.Pods!).Select(p => p.Name);

    private static LabelSelector Labels(string key, string value) => new() { MatchLabels = new Dictionary<string, string> { [key] = value } };

    private static TrafficMirror Pods(string name, string app, string? zone = null) =>
        Make.Mirror(name, "x", "tap", zone).With(s => s with { Sources = [new() { PodSelector = Labels("app", app) }] });

    private static ClusterPod Pod(string node, string name, string app, int address = 1) => new("ns", name, "uid-" + name, node)
    {
        Labels = new Dictionary<string, string> { ["app"] = app },
        Addresses = [$"10.0.0.{address}"],
    };

    private static ClusterPlan Plan(TrafficMirror[] mirrors, params ClusterPod[] pods) => NodePlanner.Plan(new(mirrors, Nodes) { Pods = PodSnapshot.Of(pods) });

    private static MirrorPlan Of(ClusterPlan plan, string name) => plan.Mirrors.Single(m => m.Mirror.Metadata.Name == name);

    private static List<string> Describe(ClusterPlan plan) =>
    [
        .. plan.Mirrors.Select(m => $"{m.Mirror.Metadata.Name} {m.Pods?.Selected} {string.Join(' ', m.Nodes)} {string.Join(' ', m.Pods?.OnNodes ?? [])} {string.Join(" | ", m.Findings)}"),
        .. plan.Nodes.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => n.Key + string.Join(' ', n.Value.Sessions.Select(s =>
            $"{s.Mirror}{s.MirrorRef.Generation}:{string.Join(',', (s.Pods ?? []).Select(p => $"{p.Name}{p.Addresses[0]}{p.Sources?.Count}{p.Targets?.Count}"))}"))),
    ];
}
