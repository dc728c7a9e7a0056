using System.Text.Json;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.NodeAgent.Collectors;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Pods;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Planning;

public sealed class PodPlanTests
{
    private static readonly LinkTable Links = new([.. Nic.Table("eth1", "eth2", "tool", "veth-a", "veth-b", "veth-a1", "veth-s", "veth-t").All]);
    private static readonly SessionPod A = FakeNode.Pod("a", "10.0.0.1");
    private static readonly SessionPod B = FakeNode.Pod("b", "10.0.0.2");
    private static readonly SessionPod Sensor = FakeNode.Pod("sensor", "10.0.0.8", targets: [0]);
    private static readonly SessionPod Second = FakeNode.Pod("sensor2", "10.0.0.9", targets: [0]);

    private static readonly PodPlaces Places = new(
        new Dictionary<PodNetwork, PodPlace>
        {
            [PodNetwork.Of(A)] = new(PodPlaceState.Found, "veth-a", [new("veth-a", "eth0"), new("veth-a1", "net1")], ""),
            [PodNetwork.Of(B)] = new(PodPlaceState.Found, "veth-b", [new("veth-b", "eth0")], ""),
            [PodNetwork.Of(Sensor)] = new(PodPlaceState.Found, "veth-s", [new("veth-s", "eth0")], ""),
            [PodNetwork.Of(Second)] = new(PodPlaceState.Found, "veth-t", [new("veth-t", "eth0")], ""),
            [PodNetwork.Of(FakeNode.Pod("mac", "10.0.0.3"))] = new(PodPlaceState.Missing, "", [], "it is a macvlan") { IsByAddress = true },
            [PodNetwork.Of(FakeNode.Pod("dual", "10.0.0.5,2001:db8::5"))] = new(PodPlaceState.Looking, "", [], "it is a macvlan") { IsByAddress = true },
            [PodNetwork.Of(FakeNode.Pod("doubt", "10.0.0.6"))] = new(PodPlaceState.Missing, "", [], "two NICs lead to it"),
            [PodNetwork.Of(FakeNode.Pod("left", "10.0.0.4"))] = new(PodPlaceState.Gone, "", [], "its NIC has gone"),
        },
        null);

    [Theory]
    [InlineData(MirrorDirection.Ingress, "veth-a:egress→tool")]
    [InlineData(MirrorDirection.Egress, "veth-a:ingress→tool")]
    [InlineData(MirrorDirection.Both, "veth-a:ingress→tool veth-a:egress→tool")]
    public void What_a_pod_receives_the_nodes_end_of_its_NIC_sends(MirrorDirection direction, string edges) =>
        Assert.Equal(edges, Edges(FakeNode.Session(A) with { Sources = [new() { PodSelector = new(), Direction = direction }] }));

    [Fact]
    public void NICs_and_pods_can_be_sources_of_one_mirror()
    {
        var session = FakeNode.Session(A with { Sources = [1] }, B with { Sources = [1, 2] }) with
        {
            Sources =
            [
                new() { Interface = "eth1", Direction = MirrorDirection.Ingress },
                new() { PodSelector = new(), Direction = MirrorDirection.Egress },
                new() { PodSelector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = "b" } }, Direction = MirrorDirection.Ingress },
            ],
        };
        Assert.Equal("eth1:ingress→tool veth-a:ingress→tool veth-b:ingress→tool veth-b:egress→tool", Edges(session));
    }

    [Theory]
    [InlineData("net1", "veth-a1:egress→tool")]
    [InlineData("eth0", "veth-a:egress→tool")]
    [InlineData("*", "veth-a:egress→tool veth-a1:egress→tool")]
    public void A_pods_NIC_is_chosen_by_the_name_that_the_pod_sees(string name, string edges) =>
        Assert.Equal(edges, Edges(FakeNode.Session(A) with { Sources = [new() { PodSelector = new(), PodInterface = name, Direction = MirrorDirection.Ingress }] }));

    [Fact]
    public void A_NIC_that_the_pod_does_not_have_is_said()
    {
        var status = Status(FakeNode.Session(A, B) with { Sources = [new() { PodSelector = new(), PodInterface = "net1", Direction = MirrorDirection.Ingress }] });
        Assert.Equal((ProgrammedState.Failed, Reasons.PodInterfaceNotFound), (status.State, status.Reason));
        Assert.Equal("shop/b: no NIC of the pod that matches net1 has an end at the node", status.Message);
        Assert.Equal(new() { Selected = 2, Mirrored = 1, Failed = 1 }, status.PodCounts);
        Assert.Equal(["b", "a"], status.Pods!.Select(p => p.Name));
    }

    [Fact]
    public void A_target_pod_is_a_target_by_its_NIC_and_several_are_several()
    {
        Assert.Equal("veth-a:egress→veth-s", Edges(ToPods(A, Sensor)));
        Assert.Equal("veth-a:egress→veth-s veth-a:egress→veth-t", Edges(ToPods(A, Sensor, Second)));
        var status = Status(ToPods(A, Sensor, Second));
        Assert.Equal(ProgrammedState.Programmed, status.State);
        Assert.Equal([("a", false, "veth-a"), ("sensor", true, "veth-s"), ("sensor2", true, "veth-t")], status.Pods!.Select(p => (p.Name, p.IsTarget, p.Interfaces!.Single())));
        Assert.Equal(new() { Selected = 1, Mirrored = 1 }, status.PodCounts);
    }

    [Fact]
    public void Conversations_are_spread_over_target_pods_by_weight_and_the_only_pod_keeps_the_targets_name()
    {
        var session = ToPods(A, Sensor, Second) with { Distribution = MirrorDistribution.FlowHash };
        session = session with { Targets = [session.Targets[0] with { Weight = 3 }, new() { Name = "tool", Interface = "tool" }] };
        var balance = Assert.Single(Plan(session).Edges[0].Selections).Balance!;
        Assert.Equal([("sensors/shop/sensor", "veth-s", 3), ("sensors/shop/sensor2", "veth-t", 3), ("tool", "tool", 1)], balance.Targets.Select(t => (t.Name, t.Id, t.Weight)));

        balance = Assert.Single(Plan(session with { Pods = [A, Second] }).Edges[0].Selections).Balance!;
        Assert.Equal([("sensors", "veth-t"), ("tool", "tool")], balance.Targets.Select(t => (t.Name, t.Id)));
    }

    [Fact]
    public void Pods_leave_room_for_the_targets_that_are_no_pods()
    {
        var many = Enumerable.Range(1, 100).Select(i => FakeNode.Pod($"s{i:000}", $"10.0.1.{i}", targets: [0])).ToList();
        var places = new PodPlaces(many.ToDictionary(PodNetwork.Of, p => new PodPlace(PodPlaceState.Found, $"veth-{p.Name}", [], "")), null);
        var session = FakeNode.Session([.. many]) with
        {
            Sources = [new() { Interface = "eth1" }],
            Targets = [new() { Name = "ids", PodSelector = new() }, new() { Name = "tool", Interface = "tool" }, new() { Name = "more", Interface = "eth9" }],
            Distribution = MirrorDistribution.FlowHash,
        };

        var targets = PodExpander.Expand(new NodeMirrorSpec { Sessions = [session] }, places, Links).Spec.Sessions.Single().Targets;

        Assert.Equal(DatapathLimits.TargetsPerMirror, targets.Count);
        Assert.Equal(["tool", "more"], targets.TakeLast(2).Select(t => t.Name));
    }

    [Fact]
    public void A_target_that_matches_no_pod_here_waits_and_others_go_on()
    {
        var session = ToPods(A) with { Targets = [Sensors, new() { Name = "tool", Interface = "tool" }] };
        var status = Status(session);
        Assert.Equal((ProgrammedState.Pending, Reasons.NoPods, "no pod of this node matches target pods/app=ids"), (status.State, status.Reason, status.Message));
        Assert.Equal([("pods/app=ids", ProgrammedState.Pending), ("tool", ProgrammedState.Programmed)], status.Edges.Select(e => (e.Target, e.State)));
        Assert.Equal("veth-a:egress→tool", string.Join(' ', Plan(session).Edges.Select(e => e.Key)));
    }

    [Fact]
    public void A_sensor_is_not_sent_its_own_packets()
    {
        var status = Status(ToPods(A, Sensor with { Sources = [0] }));
        Assert.Equal((ProgrammedState.Failed, Reasons.Loop), (status.State, status.Reason));
        Assert.Equal("shop/sensor is a source and the target: its own packets are not copied to it", status.Message);
        Assert.Equal([("veth-a", ProgrammedState.Programmed), ("veth-s", ProgrammedState.Failed)], status.Edges.Select(e => (e.Source, e.State)));
    }

    [Fact]
    public void A_pod_that_comes_or_goes_is_no_change_of_the_mirrors_state()
    {
        var status = Status(FakeNode.Session(A, FakeNode.Pod("left", "10.0.0.4"), FakeNode.Pod("new", "10.0.0.7")));
        Assert.Equal((ProgrammedState.Programmed, ""), (status.State, status.Message));
        Assert.Equal(new() { Selected = 3, Mirrored = 1, Waiting = 2 }, status.PodCounts);
        Assert.Equal([("left", "its NIC has gone"), ("new", PodPlace.Unknown.Problem), ("a", "")], status.Pods!.Select(p => (p.Name, p.Message)));
        Assert.All(status.Pods!.Take(2), p => Assert.Equal((ProgrammedState.Pending, Reasons.PodInterfaceNotFound), (p.State, p.Reason)));
    }

    [Fact]
    public void A_pod_without_a_NIC_here_is_a_failure_of_the_mirror_and_others_go_on()
    {
        var status = Status(FakeNode.Session(A, FakeNode.Pod("mac", "10.0.0.3")));
        Assert.Equal((ProgrammedState.Failed, Reasons.PodInterfaceNotFound, "shop/mac: it is a macvlan"), (status.State, status.Reason, status.Message));
        Assert.Equal(new() { Selected = 2, Mirrored = 1, Failed = 1 }, status.PodCounts);
    }

    [Fact]
    public void While_none_is_found_the_mirror_waits_for_them()
    {
        var status = Status(FakeNode.Session(FakeNode.Pod("left", "10.0.0.4")));
        Assert.Equal((ProgrammedState.Pending, Reasons.PodInterfaceNotFound, "shop/left: its NIC has gone"), (status.State, status.Reason, status.Message));
        status = Status(FakeNode.Session());
        Assert.Equal((ProgrammedState.Pending, Reasons.NoPods, "no pod of this node matches the sources"), (status.State, status.Reason, status.Message));
        Assert.Equal((new PodCounts(), null), (status.PodCounts, status.Pods));
    }

    [Fact]
    public void A_mirror_of_NICs_says_nothing_of_pods()
    {
        var status = Status(Ask.Session("a", ["eth1"], ["tool"]));
        Assert.Equal((null, null), (status.PodCounts, status.Pods));
    }

    [Fact]
    public void Not_more_pods_are_listed_than_the_status_has_room_for()
    {
        var status = Status(FakeNode.Session([A, .. Enumerable.Range(0, 400).Select(i => FakeNode.Pod($"x{i:000}", $"10.1.{i / 200}.{i % 200}"))]));
        Assert.Equal(DatapathLimits.PodsListed, status.Pods!.Count);
        Assert.Equal(401, status.PodCounts!.Selected);
        Assert.DoesNotContain(status.Pods, p => p.State == ProgrammedState.Programmed);
    }

    [Theory]
    [InlineData(MirrorDirection.Ingress, "eth1:ingress→tool to 10.0.0.3/32")]
    [InlineData(MirrorDirection.Egress, "eth1:egress→tool from 10.0.0.3/32")]
    [InlineData(MirrorDirection.Both, "eth1:ingress→tool to 10.0.0.3/32; eth1:egress→tool from 10.0.0.3/32")]
    public void A_pod_without_a_NIC_is_told_by_its_address_on_a_NIC_that_it_shares(MirrorDirection direction, string edges) =>
        Assert.Equal(edges, Scopes(ByAddress(direction, Mac)));

    [Fact]
    public void Pods_of_one_NIC_are_one_edge_and_each_has_its_own_direction()
    {
        var session = FakeNode.Session(A with { Sources = [0, 1] }, Mac with { Sources = [0, 1] }, Dual with { Sources = [0] }) with
        {
            Sources =
            [
                new() { PodSelector = new(), Direction = MirrorDirection.Ingress, FallbackInterface = "eth1" },
                new() { PodSelector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = "b" } }, Direction = MirrorDirection.Egress, FallbackInterface = "eth[12]" },
            ],
        };
        // The pod with its own NIC is mirrored there, and only there.
        Assert.Equal(
            "eth1:ingress→tool to 10.0.0.3/32 10.0.0.5/32 2001:db8::5/128; eth1:egress→tool from 10.0.0.3/32; eth2:egress→tool from 10.0.0.3/32; "
            + "veth-a:ingress→tool all; veth-a:egress→tool all",
            Scopes(session));
        var status = Status(session);
        Assert.Equal((ProgrammedState.Programmed, ""), (status.State, status.Message));
        Assert.Equal(new() { Selected = 3, Mirrored = 3 }, status.PodCounts);
        Assert.Equal(
            [("a", false, "veth-a", ""), ("dual", true, "eth1", "it is a macvlan"), ("mac", true, "eth1,eth2", "it is a macvlan")],
            status.Pods!.Select(p => (p.Name, p.ByAddress, string.Join(',', p.Interfaces!), p.Message)));
        Assert.All(status.Pods!, p => Assert.Equal(Reasons.Programmed, p.Reason));
        Assert.All(status.Edges, e => Assert.Equal(e.Source == "veth-a" ? "" : "only packets of pods without a NIC of their own, by their addresses", e.Message));
        Assert.Empty(Plan(session).Warnings);
        // Counters of a shared NIC are not the pod's.
        Assert.Equal([("veth-a", "a")], MirroredPod.In(Plan(session)).Select(p => (p.Source, p.Pod)));
    }

    [Fact]
    public void The_order_of_sources_and_pods_makes_no_difference()
    {
        var pods = new[] { A, Mac, Dual, B, FakeNode.Pod("left", "10.0.0.4") };
        var session = ByAddress(MirrorDirection.Both, pods) with { Filter = new() { Rules = [new() { Action = FilterAction.Accept, Protocol = "TCP" }] } };
        var expected = (Scopes(session), JsonSerializer.Serialize(Status(session), ApiJsonContext.Default.SessionStatus));
        for (var seed = 0; seed < 20; seed++)
        {
            new Random(seed).Shuffle(pods);
            var shuffled = session with { Pods = [.. pods] };
            Assert.Equal(expected, (Scopes(shuffled), JsonSerializer.Serialize(Status(shuffled), ApiJsonContext.Default.SessionStatus)));
        }
    }

    [Fact]
    public void A_hook_that_is_a_source_already_is_copied_whole_and_once()
    {
        var session = ByAddress(MirrorDirection.Both, Mac);
        session = session with { Sources = [.. session.Sources, new() { Interface = "eth1", Direction = MirrorDirection.Ingress }] };
        Assert.Equal("eth1:ingress→tool all; eth1:egress→tool from 10.0.0.3/32", Scopes(session));
    }

    [Fact]
    public void A_filter_still_holds_for_what_addresses_tell()
    {
        var session = ByAddress(MirrorDirection.Ingress, Mac) with { Filter = new() { Rules = [new() { Action = FilterAction.Accept, Protocol = "TCP" }] } };
        var filter = Assert.Single(Assert.Single(Plan(session).Edges).Selections).Filter!;
        Assert.Equal((FilterAction.Reject, "10.0.0.3/32"), (filter.DefaultAction, string.Join(' ', filter.Scope!.Addresses)));
        Assert.Equal(ProtocolNames.Tcp, Assert.Single(filter.Rules).Protocol);
        // Planning again gives the same one: no filter is compiled again.
        Assert.Equal(filter, Plan(session).Edges[0].Selections[0].Filter);
    }

    [Fact]
    public void Two_mirrors_of_one_NIC_share_a_copy_of_what_both_select()
    {
        var whole = Ask.Session("whole", ["eth1"], ["tool"], priority: 50);
        var plan = DatapathPlanner.Plan(PodExpander.Expand(Ask.For(ByAddress(MirrorDirection.Ingress, Mac), whole), Places, Links), Links, PrefixSets.None, CollectorWays.None);
        var edge = Assert.Single(plan.Edges);
        Assert.Equal(["a", "whole"], edge.Mirrors);
        Assert.Equal(
            ["only packets of pods without a NIC of their own, by their addresses; one copy serves this mirror and whole", "one copy serves this mirror and a"],
            plan.Sessions.Select(s => s.Edges[0].Message));
        Assert.Equal(["10.0.0.3/32", ""], edge.Selections.Select(s => string.Join(' ', s.Filter?.Scope?.Addresses ?? [])));
    }

    [Fact]
    public void A_pod_whose_address_may_be_anothers_is_not_told_by_it()
    {
        var status = Status(ByAddress(MirrorDirection.Both, FakeNode.Pod("left", "10.0.0.4"), FakeNode.Pod("doubt", "10.0.0.6")));
        Assert.Empty(status.Edges);
        Assert.Equal([("doubt", ProgrammedState.Failed, false), ("left", ProgrammedState.Pending, false)], status.Pods!.Select(p => (p.Name, p.State, p.ByAddress)));
    }

    [Fact]
    public void Another_NIC_of_the_pod_is_not_told_by_the_pods_address()
    {
        var session = ByAddress(MirrorDirection.Both, Mac);
        Assert.Equal("", Scopes(session with { Sources = [new() { PodSelector = new(), PodInterface = "net1" }] }));
    }

    [Theory]
    [InlineData("eth9", ProgrammedState.Pending, Reasons.InterfaceNotFound)]
    [InlineData("eth9*", ProgrammedState.Pending, Reasons.InterfaceNotFound)]
    [InlineData("tool", ProgrammedState.Failed, Reasons.Invalid)]
    [InlineData("to*", ProgrammedState.Pending, Reasons.InterfaceNotFound)]
    public void A_NIC_that_cannot_be_shared_is_said_of_the_pod(string nic, ProgrammedState state, string reason)
    {
        var session = FakeNode.Session(Mac) with { Sources = [new() { PodSelector = new(), FallbackInterface = nic }] };
        var status = Status(session);
        Assert.Equal((state, reason), (status.State, status.Reason));
        Assert.Equal((state, reason, true), (status.Pods![0].State, status.Pods[0].Reason, status.Pods[0].ByAddress));
        Assert.Empty(Plan(session).Edges);
    }

    [Fact]
    public void A_NIC_that_carries_copies_on_to_the_shared_one_is_refused_as_a_loop()
    {
        var links = new LinkTable([.. Nic.Table("eth1").All, Nic.Of("shim", 40) with { Kind = "macvlan", LowerIndex = Nic.Table("eth1").ByName("eth1")!.Index }]);
        var session = ByAddress(MirrorDirection.Both, Mac) with { Targets = [new() { Name = "shim", Interface = "shim" }] };
        var plan = DatapathPlanner.Plan(PodExpander.Expand(Ask.For(session), Places, links), links, PrefixSets.None, CollectorWays.None);
        Assert.Equal([("ingress", ""), ("egress", Reasons.Loop)], plan.Sessions[0].Edges.Select(e => (e.Key.Direction.Word(), e.IsDesired ? "" : e.Reason)));
    }

    private static SessionPod Mac => FakeNode.Pod("mac", "10.0.0.3");

    private static SessionPod Dual => FakeNode.Pod("dual", "10.0.0.5,2001:db8::5");

    private static MirrorSession ByAddress(MirrorDirection direction, params SessionPod[] pods) =>
        FakeNode.Session(pods) with { Sources = [new() { PodSelector = new(), Direction = direction, FallbackInterface = "eth1" }] };

    /// <summary>Each edge with the pods whose packets it copies.</summary>
    private static string Scopes(MirrorSession session) => string.Join("; ", Plan(session).Edges.Select(e =>
        $"{e.Key} {(e.Selections is [{ Filter.Scope: { } scope }] ? $"{(scope.AreSources ? "from" : "to")} {string.Join(' ', scope.Addresses)}" : "all")}"));

    private static MirrorTarget Sensors => new() { Name = "sensors", PodSelector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = "ids" } } };

    private static MirrorSession ToPods(params SessionPod[] pods) => FakeNode.Session(pods) with { Targets = [Sensors] };

    private static DatapathPlan Plan(MirrorSession session) => DatapathPlanner.Plan(PodExpander.Expand(Ask.For(session), Places, Links), Links, PrefixSets.None, CollectorWays.None);

    private static string Edges(MirrorSession session) => string.Join(' ', Plan(session).Edges.Select(e => e.Key));

    private static SessionStatus Status(MirrorSession session)
    {
        var plan = Plan(session);
        return NodeStatusComposer.Compose(1, plan, Links, plan.Edges.Select(e => new EdgeOutcome(e.Key, Reasons.Programmed, "")), [], [], new("", "", []), []).Sessions.Single();
    }
}
