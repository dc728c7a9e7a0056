using K8sMirror.Core.Api;
using K8sMirror.Core.Status;

namespace K8sMirror.Core.Tests.Status;

public sealed class NodeConditionComposerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, 600, TimeSpan.Zero);

    [Fact]
    public void A_node_that_carries_out_all_is_ready()
    {
        var status = Compose(Session("a", ProgrammedState.Programmed), Session("b", ProgrammedState.Programmed));

        Assert.Equal(["Programmed=True/Programmed: 2 of 2 mirrors programmed", "Ready=True/Programmed: 2 of 2 mirrors programmed"], Texts(status.Conditions));
        Assert.All(status.Conditions, c => Assert.Equal(7, c.ObservedGeneration));
        Assert.Equal(new() { Desired = 2, Programmed = 2 }, status.SessionCounts);
        Assert.Equal(new() { Desired = 4, Programmed = 4 }, status.EdgeCounts);
    }

    [Fact]
    public void So_is_one_that_has_nothing_to_do()
    {
        var status = Compose();

        Assert.Equal(["Programmed=True/Programmed: nothing to mirror on this node", "Ready=True/Programmed: nothing to mirror on this node"], Texts(status.Conditions));
        Assert.Equal((new(), new()), (status.SessionCounts, status.EdgeCounts));
    }

    [Fact]
    public void The_worst_mirror_speaks_for_the_node()
    {
        var status = Compose(
            Session("a", ProgrammedState.Pending, Reasons.InterfaceNotFound, "waits for eth9"),
            Session("b", ProgrammedState.Programmed),
            Session("c", ProgrammedState.Failed, Reasons.Invalid, "no"),
            Session("d", ProgrammedState.Failed, Reasons.ProgramFailed, "the kernel said EBUSY"));

        Assert.Equal(
            ["Programmed=False/ProgramFailed: 1 of 4 mirrors programmed; d: the kernel said EBUSY", "Ready=False/ProgramFailed: 1 of 4 mirrors programmed; d: the kernel said EBUSY"],
            Texts(status.Conditions));
        Assert.Equal(new() { Desired = 4, Programmed = 1, Failed = 2 }, status.SessionCounts);
        Assert.Equal(new() { Desired = 8, Programmed = 2, Failed = 4 }, status.EdgeCounts);
    }

    [Fact]
    public void A_mirror_without_words_is_told_by_its_reason_and_one_with_many_is_cut()
    {
        Assert.EndsWith("0 of 1 mirror programmed; a: NoPods", Texts(Compose(Session("a", ProgrammedState.Pending, Reasons.NoPods)).Conditions)[0], StringComparison.Ordinal);
        Assert.All(Compose(Session("a", ProgrammedState.Failed, Reasons.Invalid, new('w', 30_000))).Conditions, c => Assert.InRange(c.Message.Length, 256, 400));
    }

    [Fact]
    public void A_node_whose_kernel_cannot_do_it_is_not_ready_though_nothing_is_asked_of_it()
    {
        var status = NodeConditionComposer.Compose(new() { ObservedGeneration = 7 }, (Reasons.KernelUnsupported, "Linux 4.19 is too old"));

        Assert.Equal(["Programmed=True/Programmed: nothing to mirror on this node", "Ready=False/KernelUnsupported: Linux 4.19 is too old"], Texts(status.Conditions));
    }

    [Fact]
    public void A_spec_that_cannot_be_read_makes_it_not_ready_and_what_is_programmed_stays()
    {
        var conditions = NodeConditionComposer.Unreadable(Compose(Session("a", ProgrammedState.Programmed)).Conditions, "unknown field 'x'");

        Assert.Equal(
            ["Programmed=True/Programmed: 1 of 1 mirror programmed", "Ready=False/Invalid: the agent cannot read the spec and continues with generation 7: unknown field 'x'"],
            Texts(conditions));
    }

    [Fact]
    public void A_condition_keeps_its_time_while_its_status_stays()
    {
        var first = NodeConditionComposer.Timed(Compose(Session("a", ProgrammedState.Programmed)).Conditions, [], Now);
        Assert.All(first, c => Assert.Equal(Now.AddMilliseconds(-600), c.LastTransitionTime));

        var refused = NodeConditionComposer.Compose(new() { Sessions = [Session("b", ProgrammedState.Programmed)] }, (Reasons.PermissionDenied, "no"));
        var second = NodeConditionComposer.Timed(refused.Conditions, first, Now.AddMinutes(1));

        Assert.Equal((first[0].LastTransitionTime, "1 of 1 mirror programmed"), (second[0].LastTransitionTime, second[0].Message));
        Assert.Equal(first[1].LastTransitionTime.AddMinutes(1), second[1].LastTransitionTime);
    }

    private static NodeMirrorStatus Compose(params SessionStatus[] sessions) => NodeConditionComposer.Compose(new() { ObservedGeneration = 7, Sessions = sessions }, null);

    private static SessionStatus Session(string mirror, ProgrammedState state, string reason = Reasons.Programmed, string message = "") => new()
    {
        Mirror = mirror,
        State = state,
        Reason = reason,
        Message = message,
        Edges = [new() { Source = "eth1", Target = "eth2", State = state, Reason = reason }, new() { Source = "eth1", Target = "eth3", State = state, Reason = reason }],
    };

    private static List<string> Texts(IEnumerable<Condition> conditions) => [.. conditions.Select(c => $"{c.Type}={c.Status}/{c.Reason}: {c.Message}")];
}
