using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;
using K8sMirror.Core.Status;
using K8sMirror.Core.Tests.Planning;

namespace K8sMirror.Core.Tests.Status;

public sealed class MirrorStatusComposerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private static readonly TrafficMirror Mirror = Make.Mirror("m", "eth1", "eth4");

    [Fact]
    public void All_programmed()
    {
        var status = Compose(Node("a", ProgrammedState.Programmed), Node("b", ProgrammedState.Programmed));
        Assert.Equal(
            [
                "Accepted=True/Accepted", "Degraded=False/AsExpected", "LoopDetected=False/AsExpected", "MtuTooSmall=False/AsExpected", "Programmed=True/Programmed", "Ready=True/Programmed",
                "ResolvedRefs=True/ResolvedRefs", "Shedding=False/AsExpected",
            ],
            Short(status));
        Assert.Equal(new NodeCounts { Desired = 2, Programmed = 2 }, status.Nodes);
        Assert.Equal("2 of 2 nodes programmed", Of(status, "Programmed").Message);
        Assert.Equal(3, status.ObservedGeneration);
        Assert.All(status.Conditions, c => Assert.Equal((3, Now.AddMilliseconds(-678)), (c.ObservedGeneration, c.LastTransitionTime)));
    }

    [Fact]
    public void One_node_waits()
    {
        var status = Compose(
            Node("a", ProgrammedState.Programmed), Node("b", ProgrammedState.Programmed),
            Node("c", ProgrammedState.Pending, Reasons.InterfaceNotFound, "waits for eth4"));
        Assert.Equal(
            [
                "Accepted=True/Accepted", "Degraded=True/PartiallyProgrammed", "LoopDetected=False/AsExpected", "MtuTooSmall=False/AsExpected", "Programmed=False/InterfaceNotFound",
                "Ready=False/InterfaceNotFound", "ResolvedRefs=False/InterfaceNotFound", "Shedding=False/AsExpected",
            ],
            Short(status));
        Assert.Equal("2 of 3 nodes programmed; 1 pending: waits for eth4 (InterfaceNotFound), see c", Of(status, "Programmed").Message);
        Assert.Equal(new NodeCounts { Desired = 3, Programmed = 2 }, status.Nodes);
    }

    [Fact]
    public void Groups_are_counted_worst_first()
    {
        var status = Compose(
            Node("a", ProgrammedState.Pending, Reasons.InterfaceNotFound, "waits for eth4"),
            Node("b", ProgrammedState.Pending, Reasons.InterfaceNotFound, "waits for eth4"),
            Node("d", ProgrammedState.Failed, Reasons.KernelUnsupported, "the kernel has neither tcx nor clsact"),
            Silent("e"), Unreported("f"), Unreported("g"));
        Assert.Equal(
            "0 of 6 nodes programmed; 1 failed: the kernel has neither tcx nor clsact (KernelUnsupported), see d; "
            + "2 pending: waits for eth4 (InterfaceNotFound); the agent of 1 is silent (AgentSilent), see e; 2 for other reasons",
            Of(status, "Programmed").Message);
        Assert.Equal(Reasons.KernelUnsupported, Of(status, "Programmed").Reason);
        Assert.Equal(1, status.Nodes.Failed);
        Assert.Equal(ConditionStatus.Unknown, Of(status, "Degraded").Status);
    }

    [Fact]
    public void Where_no_node_copies_it_is_not_degraded_but_down()
    {
        var status = Compose(Node("a", ProgrammedState.Failed, Reasons.KernelUnsupported), Node("b", ProgrammedState.Pending, Reasons.InterfaceNotFound, "waits for eth4"));
        Assert.Equal(
            [
                "Accepted=True/Accepted", "Degraded=False/KernelUnsupported", "LoopDetected=False/AsExpected", "MtuTooSmall=False/AsExpected", "Programmed=False/KernelUnsupported",
                "Ready=False/KernelUnsupported", "ResolvedRefs=False/InterfaceNotFound", "Shedding=False/AsExpected",
            ],
            Short(status));
    }

    [Fact]
    public void Nodes_that_said_nothing_leave_it_unknown()
    {
        var status = Compose(Node("a", ProgrammedState.Programmed), Unreported("b"));
        Assert.Equal(
            [
                "Accepted=True/Accepted", "Degraded=Unknown/Pending", "LoopDetected=Unknown/Pending", "MtuTooSmall=Unknown/Pending", "Programmed=Unknown/Pending", "Ready=Unknown/Pending",
                "ResolvedRefs=Unknown/Pending", "Shedding=Unknown/Pending",
            ],
            Short(status));
    }

    [Fact]
    public void A_silent_agent_is_degraded_and_unknown()
    {
        var status = Compose(Node("a", ProgrammedState.Programmed), Silent("b"));
        Assert.Equal(
            [
                "Accepted=True/Accepted", "Degraded=True/PartiallyProgrammed", "LoopDetected=Unknown/AgentSilent", "MtuTooSmall=Unknown/AgentSilent", "Programmed=Unknown/AgentSilent",
                "Ready=Unknown/AgentSilent", "ResolvedRefs=Unknown/AgentSilent", "Shedding=Unknown/AgentSilent",
            ],
            Short(status));
        Assert.Equal("1 of 2 nodes programmed; the agent of 1 is silent (AgentSilent), see b", Of(status, "Programmed").Message);
        Assert.Equal("not known of 1 of 2 nodes, see b", Of(status, "Shedding").Message);
    }

    [Fact]
    public void Only_a_report_about_this_very_spec_counts()
    {
        var session = Session(ProgrammedState.Programmed, Reasons.Programmed, "");
        NodeMirror nodeMirror = new()
        {
            Metadata = new() { Name = "a", Generation = 7 },
            Status = new() { ObservedGeneration = 7, Sessions = [session with { Mirror = "l" }, session] },
        };
        Assert.Equal(1, Programmed(nodeMirror));
        Assert.Equal(0, Programmed(nodeMirror with { Metadata = nodeMirror.Metadata with { Generation = 8 } }));
        Assert.Equal(0, Programmed(nodeMirror with { Status = null }));
        Assert.Equal(0, Programmed(null));
        Assert.Equal(0, Programmed(Says(session with { MirrorRef = session.MirrorRef with { Uid = "another" } })));
        Assert.Equal(0, Programmed(Says(session with { MirrorRef = session.MirrorRef with { Generation = 2 } })));
        Assert.Equal(0, Programmed(Says(session with { State = ProgrammedState.Pending })));
        Assert.Equal(0, Programmed(Says(session with { Mirror = "l" })));

        NodeMirror Says(SessionStatus said) => nodeMirror with { Status = nodeMirror.Status! with { Sessions = [said] } };
        static int Programmed(NodeMirror? n) => Compose(NodeReport.Of("a", n, "m", "", null)).Nodes.Programmed;
    }

    [Theory]
    [InlineData("boot-2", "boot-2", 1, "1 of 1 node programmed")]
    [InlineData("boot-1", "boot-2", 0, "0 of 1 node programmed; 1 has not reported since the node booted (Pending), see a")]
    [InlineData("", "boot-2", 1, "1 of 1 node programmed")]
    [InlineData("boot-1", "", 1, "1 of 1 node programmed")]
    public void What_was_said_before_the_node_booted_does_not_count(string said, string now, int programmed, string message)
    {
        var status = Compose(NodeReport.Of("a", Said(said), "m", now, null));
        Assert.Equal((programmed, message), (status.Nodes.Programmed, Of(status, "Programmed").Message));

        static NodeMirror Said(string boot) => new()
        {
            Metadata = new() { Name = "a", Generation = 7 },
            Status = new()
            {
                ObservedGeneration = 7,
                Kernel = new() { BootID = boot },
                Sessions = [Session(ProgrammedState.Programmed, Reasons.Programmed, "")],
            },
        };
    }

    [Fact]
    public void Silence_is_explained_by_the_node_that_is_named()
    {
        var status = Compose(
            Silent("a") with { Why = "rare" }, Silent("b") with { Why = "no agent runs there" }, Silent("c") with { Why = "no agent runs there" },
            Node("d", ProgrammedState.Programmed));
        Assert.Equal("1 of 4 nodes programmed; the agents of 3 are silent: no agent runs there (AgentSilent), see b", Of(status, "Programmed").Message);
    }

    [Fact]
    public void No_nodes_paused_deleting_and_refused_are_not_programmed()
    {
        Assert.Equal(NotCarriedOut("Accepted=True/Accepted", "NoNodes"), Short(Compose()));
        var paused = Mirror.With(s => s with { Paused = true });
        Assert.Equal(NotCarriedOut("Accepted=True/Accepted", "Paused"), Short(Compose(paused, [], Unreported("a"))));
        var deleting = Mirror with { Metadata = Mirror.Metadata with { DeletionTimestamp = Now } };
        Assert.Equal(NotCarriedOut("Accepted=True/Accepted", "Deleting"), Short(Compose(deleting, [], Node("a", ProgrammedState.Programmed))));
        var refused = Compose(
            Mirror,
            [new(Reasons.Invalid, "spec.targets[0].name", "is empty"), new(Reasons.Loop, "spec", "loops")],
            Node("a", ProgrammedState.Programmed));
        Assert.Equal(NotCarriedOut("Accepted=False/Invalid", "Invalid"), Short(refused));
        Assert.Equal("spec.targets[0].name: is empty; spec: loops", Of(refused, "Accepted").Message);
        Assert.Equal("spec.targets[0].name: is empty; spec: loops", Of(refused, "Ready").Message);
        Assert.Equal(new NodeCounts { Desired = 1 }, refused.Nodes);

        static string[] NotCarriedOut(string accepted, string why) =>
        [
            accepted, $"Degraded=False/{why}", $"LoopDetected=False/{why}", $"MtuTooSmall=False/{why}", $"Programmed=False/{why}", $"Ready=False/{why}", $"ResolvedRefs=Unknown/{why}",
            $"Shedding=False/{why}",
        ];
    }

    [Fact]
    public void A_notice_stays_accepted_and_is_told() => Assert.Equal(
        (ConditionStatus.True, Reasons.Overlap, "spec.sources[0]: mirror x as well"),
        Of(Compose(Mirror, [new(Reasons.Overlap, "spec.sources[0]", "mirror x as well", false)], Unreported("a")), "Accepted") is var c
            ? (c.Status, c.Reason, c.Message) : default);

    [Fact]
    public void A_broken_loop_is_its_own_condition_while_it_lasts()
    {
        var edge = new EdgeStatus { Source = "eth1", Target = "eth4", State = ProgrammedState.Failed, Reason = Reasons.LoopDetected };
        var session = Session(ProgrammedState.Failed, Reasons.LoopDetected, "came back") with { Edges = [edge] };
        var status = Compose(new NodeReport("a", true, false, session));
        Assert.Equal("1 node stopped copying eth1 to eth4, which came back, see a", Of(status, "LoopDetected").Message);
        Assert.Equal((ConditionStatus.True, ConditionStatus.False), (Of(status, "LoopDetected").Status, Of(status, "Ready").Status));
        Assert.Equal(ConditionStatus.False, Of(Compose(Node("a", ProgrammedState.Programmed)), "LoopDetected").Status);
    }

    [Fact]
    public void Shedding_is_told_with_its_nodes_and_what_to_do_and_stops_nothing_else()
    {
        var status = Compose(Shedding("b"), Node("a", ProgrammedState.Programmed), Shedding("c"));
        Assert.Equal(
            "2 of 3 nodes refuse copies to protect production's CPU time, see b; raise agent.cpuBudget, lower the load with fewer targets, or give the mirror a "
            + "higher priority",
            Of(status, "Shedding").Message);
        Assert.Equal((ConditionStatus.True, Reasons.Shedding), (Of(status, "Shedding").Status, Of(status, "Shedding").Reason));
        Assert.All((string[])["Programmed", "Ready"], type => Assert.Equal(ConditionStatus.True, Of(status, type).Status));
        Assert.StartsWith("1 of 1 node refuses copies", Of(Compose(Shedding("a")), "Shedding").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_that_are_dropped_for_their_size_are_told_with_the_MTU_to_set_and_stop_nothing_else()
    {
        var status = Compose(
            Narrow("b", "vxlan:42@192.0.2.10", new() { Interface = "eth0", Needed = 1550, DropsAbove = 1464 }), Node("a", ProgrammedState.Programmed),
            Narrow("c", "vxlan:42@192.0.2.10", new() { Interface = "eth7", Needed = 9050, DropsAbove = 1464 }));
        Assert.Equal(
            "2 of 3 nodes drop frames that are too large for a target: on c those of eth1 to vxlan:42@192.0.2.10 above 1464 bytes; set the MTU of eth7 there to 9050, "
            + "or choose another mtuPolicy",
            Of(status, "MtuTooSmall").Message);
        Assert.Equal((ConditionStatus.True, Reasons.MtuTooSmall), (Of(status, "MtuTooSmall").Status, Of(status, "MtuTooSmall").Reason));
        Assert.All((string[])["Programmed", "Ready"], type => Assert.Equal(ConditionStatus.True, Of(status, type).Status));
    }

    [Theory]
    [InlineData("eth2", 9000, 1514, "1 of 1 node drops frames that are too large for a target: on a those of eth1 to eth2 above 1514 bytes; set the MTU of eth2 there to 9000")]
    [InlineData("vxlan:1@2001:db8::1", 0, 9216, "1 of 1 node drops frames that are too large for a target: on a those of eth1 to vxlan:1@2001:db8::1 above 9216 bytes; no MTU helps, set snapLength to at most 9216")]
    [InlineData("vxlan:42@192.0.2.10", 1550, 0, null)]
    public void An_MTU_that_is_too_small_is_an_alarm_if_frames_are_dropped(string target, int needed, int dropsAbove, string? message)
    {
        var condition = Of(Compose(Narrow("a", target, new() { Interface = "eth2", Needed = needed, DropsAbove = dropsAbove })), "MtuTooSmall");
        Assert.Equal(message is null ? ConditionStatus.False : ConditionStatus.True, condition.Status);
        Assert.Equal(message ?? "no node drops frames because of their size", condition.Message);
    }

    [Fact]
    public void Shedding_that_is_not_said_of_this_very_spec_does_not_count() =>
        Assert.Equal(ConditionStatus.Unknown, Of(Compose(Shedding("a") with { IsCurrent = false }, Shedding("b") with { IsSilent = true }), "Shedding").Status);

    [Fact]
    public void Every_condition_is_always_there()
    {
        var types = typeof(ConditionTypes).GetFields().Select(f => (string)f.GetRawConstantValue()!).Order(StringComparer.Ordinal).ToList();
        TrafficMirrorStatus[] all =
        [
            Compose(), Compose(Unreported("a")), Compose(Silent("a")), Compose(NodeReport.LeftOut("a")), Compose(Node("a", ProgrammedState.Programmed)),
            Compose(Node("a", ProgrammedState.Failed, Reasons.ProgramFailed)), Compose(Mirror.With(s => s with { Paused = true }), [], Unreported("a")),
            Compose(Mirror, [new(Reasons.Invalid, "spec", "is bad")], Unreported("a")),
        ];
        Assert.All(all, status => Assert.Equal(types, status.Conditions.Select(c => c.Type)));
        Assert.All(all, status => Assert.All(status.Conditions, c => Assert.True(c.Reason.Length > 0 && c.Message.Length > 0)));
    }

    [Fact]
    public void Sets_that_cannot_be_used_are_unresolved_references_of_a_mirror_that_is_accepted()
    {
        Finding missing = new(Reasons.AddressSetNotFound, "spec.filter.rules[0].source.addressSets[0]", "AddressSet 'b' does not exist", IsRefusal: false);
        Finding overlap = new(Reasons.Overlap, "", "another mirror", IsRefusal: false);
        var status = Compose(Mirror, [overlap, missing], Node("a", ProgrammedState.Programmed));
        Assert.Equal(
            ["Accepted=True/Overlap", "Programmed=True/Programmed", "Ready=False/AddressSetNotFound", "ResolvedRefs=False/AddressSetNotFound"],
            Short(status).Where(c => !c.Contains("AsExpected", StringComparison.Ordinal)));
        Assert.Equal("spec.filter.rules[0].source.addressSets[0]: AddressSet 'b' does not exist", Of(status, "ResolvedRefs").Message);
        Assert.Equal("another mirror", Of(status, "Accepted").Message);
        // Known without a report from any node.
        Assert.Equal(ConditionStatus.False, Of(Compose(Mirror, [missing], Unreported("a")), "ResolvedRefs").Status);
        Assert.Equal(ConditionStatus.Unknown, Of(Compose(Mirror.With(s => s with { Paused = true }), [missing], Unreported("a")), "ResolvedRefs").Status);
    }

    [Fact]
    public void A_set_s_status_counts_and_says_what_is_wrong()
    {
        var good = AddressSetStatusComposer.Compose(2, 3, 1, new([], []), null, Now);
        Assert.Equal((2, 3, 1, "True", "Accepted", "the set is valid: 4 entries"), Short(good));
        Assert.Same(good, AddressSetStatusComposer.Compose(2, 3, 1, new([], []), good, Now.AddHours(1)));
        var bad = AddressSetStatusComposer.Compose(3, 0, 0, AddressSetReader.Read(new() { Cidrs = ["10.0.0.0/8", "10.1.2.3/16", "x"] }), good, Now.AddHours(1));
        Assert.Equal((3, 0, 0, "False", "Invalid", "spec.cidrs[1]: '10.1.2.3/16' has bits set behind the prefix length; write 10.1.0.0/16; and 1 more"), Short(bad));
        Assert.Equal("the set is empty: it matches nothing", AddressSetStatusComposer.Compose(1, 0, 0, new([], []), null, Now).Conditions[0].Message);

        static (long, int, int, string, string, string) Short(AddressSetStatus s) =>
            Assert.Single(s.Conditions) is var c ? (s.ObservedGeneration, s.IPv4, s.IPv6, c.Status.ToString(), c.Reason, c.Message) : default;
    }

    [Fact]
    public void An_unchanged_status_is_the_same_instance_and_times_stay_while_the_status_does()
    {
        var first = Compose(Unreported("a"), Unreported("b"));
        var copy = first with { Conditions = [.. first.Conditions.Reverse().Select(c => c with { })] };
        Assert.Same(copy, MirrorStatusComposer.Compose(Mirror, [], [Unreported("b"), Unreported("a")], copy, Now.AddHours(1)));
        var second = MirrorStatusComposer.Compose(Mirror, [], [Unreported("a"), Node("b", ProgrammedState.Programmed)], first, Now.AddHours(1));
        Assert.All(second.Conditions, c => Assert.Equal(Of(first, c.Type).LastTransitionTime, c.LastTransitionTime));
        Assert.NotEqual(Of(first, "Programmed").Message, Of(second, "Programmed").Message);
        var third = MirrorStatusComposer.Compose(
            Mirror, [], [Node("a", ProgrammedState.Programmed), Node("b", ProgrammedState.Programmed)], second, Now.AddHours(2));
        Assert.Equal(Now.AddHours(2).ToUnixTimeSeconds(), Of(third, "Programmed").LastTransitionTime.ToUnixTimeSeconds());
        Assert.Equal(Of(first, "Accepted").LastTransitionTime, Of(third, "Accepted").LastTransitionTime);
    }

    [Fact]
    public void Pods_are_counted_from_the_plan_and_from_what_nodes_say()
    {
        // 12 pods: 2 with host networking, 1 without an address, and 3 on each node in the current plan.
        var plan = new MirrorPlan(Mirror, [], ["a", "b", "c"]) { Pods = new(12, 2, [3, 3, 3]) };
        NodeReport Of(NodeReport report, PodCounts? counts) => report with { Pods = 3, Session = report.Session is { } said ? said with { PodCounts = counts } : null };
        var a = Of(Node("a", ProgrammedState.Programmed), new() { Selected = 3, Mirrored = 3 });
        // It reports a pod that is gone by now.
        var b = Of(Node("b", ProgrammedState.Failed, Reasons.PodInterfaceNotFound), new() { Selected = 4, Mirrored = 1, Waiting = 1, Failed = 2 });
        var silent = Of(Silent("c"), new() { Selected = 3, Mirrored = 3 });

        var status = MirrorStatusComposer.Compose(Mirror, [], [a, b, silent], null, Now, plan);

        Assert.Equal(new PodCounts { Selected = 12, Mirrored = 4, Waiting = 4, Failed = 4 }, status.Pods);
        Assert.Equal(ConditionStatus.False, status.Conditions.Single(c => c.Type == ConditionTypes.ResolvedRefs).Status);
        Assert.Equal("1 of 3 nodes lacks the NIC of a pod, see b", status.Conditions.Single(c => c.Type == ConditionTypes.ResolvedRefs).Message);
        Assert.Null(Compose(a, b).Pods);

        var paused = Mirror.With(s => s with { Paused = true });
        Assert.Equal(
            new PodCounts { Selected = 12, Waiting = 10, Failed = 2 }, MirrorStatusComposer.Compose(paused, [], [a, b], null, Now, plan with { Mirror = paused }).Pods);
    }

    [Fact]
    public void Without_pods_it_says_so_and_while_they_are_not_known_that_it_waits()
    {
        var plan = new MirrorPlan(Mirror, [], []) { Matched = 3, Pods = new(0, 0, []) };
        var none = MirrorStatusComposer.Compose(Mirror, [], [], null, Now, plan);
        Assert.Contains("Programmed=False/NoPods", Short(none));
        Assert.Equal("no running pod matches the sources; the node selector matches 3 nodes", Of(none, "Programmed").Message);
        Assert.Contains("Programmed=False/NoNodes", Short(MirrorStatusComposer.Compose(Mirror, [], [], null, Now, plan with { Matched = 0 })));

        var before = none with { Pods = new() { Selected = 5, Mirrored = 5 } };
        var waiting = MirrorStatusComposer.Compose(Mirror, [], [], before, Now, new(Mirror, [], []) { AwaitsPods = true });
        Assert.Contains("Programmed=False/Pending", Short(waiting));
        Assert.Equal(before.Pods, waiting.Pods);
    }

    private static TrafficMirrorStatus Compose(params NodeReport[] nodes) => Compose(Mirror, [], nodes);

    private static TrafficMirrorStatus Compose(TrafficMirror mirror, IReadOnlyList<Finding> findings, params NodeReport[] nodes) =>
        MirrorStatusComposer.Compose(mirror, findings, nodes, null, Now);

    private static SessionStatus Session(ProgrammedState state, string reason, string message) =>
        new() { MirrorRef = new() { Name = "m", Uid = "uid-m", Generation = 3 }, State = state, Reason = reason, Message = message };

    private static NodeReport Node(string node, ProgrammedState state, string reason = Reasons.Programmed, string message = "") =>
        new(node, true, false, Session(state, reason, message));

    private static NodeReport Shedding(string node) => new(node, true, false, Session(ProgrammedState.Programmed, Reasons.Programmed, "") with
    {
        Edges = [new() { Source = "eth1", Target = "eth2", State = ProgrammedState.Programmed, Reason = Reasons.Programmed, Shedding = true }],
    });

    private static NodeReport Narrow(string node, string target, MtuShortfall shortfall) => new(node, true, false, Session(ProgrammedState.Programmed, Reasons.Programmed, "") with
    {
        Edges = [new() { Source = "eth1", Target = target, State = ProgrammedState.Programmed, Reason = Reasons.Programmed, MtuShortfall = shortfall }],
    });

    private static NodeReport Silent(string node) => new(node, true, true, Session(ProgrammedState.Programmed, Reasons.Programmed, ""));

    private static NodeReport Unreported(string node) => new(node, false, false, null);

    private static Condition Of(TrafficMirrorStatus status, string type) => status.Conditions.Single(c => c.Type == type);

    private static List<string> Short(TrafficMirrorStatus status) => [.. status.Conditions.Select(c => $"{c.Type}={c.Status}/{c.Reason}")];
}
