using K8sMirror.Core.Api;
using K8sMirror.Operator.Reconciling;

namespace K8sMirror.Operator.Tests.Reconciling;

public sealed class StatusPaceTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly StatusPace pace = new();

    [Fact]
    public void Counts_are_written_at_once_and_then_once_in_a_while_and_none_is_forgotten()
    {
        Assert.Equal((true, null), Ask(0, 1));
        Assert.Equal((false, Start.AddSeconds(5)), Ask(1, 2));
        // A pass that finds it as written does not restart the time.
        Assert.Null(pace.EndPass(Start.AddSeconds(2)));
        Assert.Equal((false, Start.AddSeconds(5)), Ask(4.9, 3));
        Assert.Equal((true, null), Ask(5, 3));
        Assert.Equal((false, Start.AddSeconds(10)), Ask(5.1, 4));
    }

    [Fact]
    public void Another_condition_or_generation_is_written_at_once()
    {
        Ask(0, 1);
        Assert.True(Ask(1, 2, reason: Reasons.NoPods).IsDue);
        Assert.True(Ask(2, 3, state: ConditionStatus.False).IsDue);
        Assert.True(Ask(3, 4, generation: 2).IsDue);
        Assert.False(Ask(4, 5).IsDue);
    }

    [Fact]
    public void Mirrors_of_nics_are_not_held_back()
    {
        var mirror = new TrafficMirror { Metadata = new() { Name = "m", Uid = "u" }, Status = new() };
        Assert.True(pace.IsDue(mirror, new() { Nodes = new() { Desired = 1 } }, Start));
        Assert.True(pace.IsDue(mirror, new() { Nodes = new() { Desired = 2 } }, Start));
    }

    private (bool IsDue, DateTimeOffset? Next) Ask(
        double at, int mirrored, ConditionStatus state = ConditionStatus.True, string reason = Reasons.Programmed, long generation = 1)
    {
        var before = Status(0, ConditionStatus.True, Reasons.Programmed, 1);
        var mirror = new TrafficMirror { Metadata = new() { Name = "m", Uid = "u" }, Status = before };
        var isDue = pace.IsDue(mirror, Status(mirrored, state, reason, generation), Start.AddSeconds(at));
        return (isDue, pace.EndPass(Start.AddSeconds(at)));
    }

    private static TrafficMirrorStatus Status(int mirrored, ConditionStatus state, string reason, long generation) => new()
    {
        ObservedGeneration = generation,
        Conditions = [new() { Type = ConditionTypes.Programmed, Status = state, Reason = reason, ObservedGeneration = generation, Message = $"{mirrored} pods" }],
        Pods = new() { Mirrored = mirrored },
    };
}
