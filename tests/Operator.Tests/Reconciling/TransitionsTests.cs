using K8sMirror.Core.Api;
using K8sMirror.Operator.Reconciling;

namespace K8sMirror.Operator.Tests.Reconciling;

public sealed class TransitionsTests
{
    [Fact]
    public void A_first_status_tells_that_the_mirror_is_accepted_and_not_that_it_waits() =>
        Assert.Equal(["+Accepted"], Between(null, Status(("Accepted", "True", "Accepted"), ("Programmed", "Unknown", "Pending"))));

    [Fact]
    public void Nothing_new_is_nothing()
    {
        var status = Status(("Accepted", "True", "Accepted"), ("Programmed", "True", "Programmed"));
        Assert.Empty(Between(status, status));
    }

    [Fact]
    public void Falling_out_of_programmed_is_a_warning_unless_the_user_wished_it()
    {
        var before = Status(("Accepted", "True", "Accepted"), ("Programmed", "True", "Programmed"));

        Assert.Equal(["-TargetDown"], Between(before, Status(("Accepted", "True", "Accepted"), ("Programmed", "False", "TargetDown"))));
        Assert.Empty(Between(before, Status(("Accepted", "True", "Accepted"), ("Programmed", "False", "Deleting"))));
        Assert.Empty(Between(before, Status(("Accepted", "True", "Accepted"), ("Programmed", "Unknown", "Pending")) with { ObservedGeneration = 2 }));
    }

    [Fact]
    public void Another_reason_for_a_refusal_is_news() => Assert.Equal(
        ["-Loop"], Between(Status(("Accepted", "False", "Invalid")), Status(("Accepted", "False", "Loop"))));

    [Theory]
    [InlineData("Degraded", "PartiallyProgrammed")]
    [InlineData("LoopDetected", "LoopDetected")]
    [InlineData("Shedding", "Shedding")]
    [InlineData("MtuTooSmall", "MtuTooSmall")]
    public void An_alarm_sounds_once(string type, string reason)
    {
        var before = Status(("Accepted", "True", "Accepted"), (type, "False", "AsExpected"));
        var after = Status(("Accepted", "True", "Accepted"), (type, "True", reason));

        Assert.Equal([$"-{reason}"], Between(before, after));
        Assert.Empty(Between(after, after));
        Assert.Empty(Between(after, before));
    }

    private static IEnumerable<string> Between(TrafficMirrorStatus? before, TrafficMirrorStatus after) =>
        Transitions.Between(before, after).Select(t => (t.IsWarning ? "-" : "+") + t.Reason);

    private static TrafficMirrorStatus Status(params (string Type, string Status, string Reason)[] conditions) => new()
    {
        ObservedGeneration = 1,
        Conditions = [.. conditions.Select(c => new Condition { Type = c.Type, Status = Enum.Parse<ConditionStatus>(c.Status), Reason = c.Reason })],
    };
}
