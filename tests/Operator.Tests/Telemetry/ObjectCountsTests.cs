using K8sMirror.Operator.Telemetry;

namespace K8sMirror.Operator.Tests.Telemetry;

public sealed class ObjectCountsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_agent_is_behind_only_after_a_while_and_then_by_time_alone()
    {
        var counts = new ObjectCounts { NodeMirrors = 3, BehindSince = [Now, Now - ObjectCounts.BehindAfter] };

        Assert.Equal((2, 1), At(Now));
        Assert.Equal((1, 2), At(Now + ObjectCounts.BehindAfter));

        (int Current, int Behind) At(DateTimeOffset now)
        {
            var rows = counts.At(now).Where(row => row.Kind == "NodeMirror").ToDictionary(row => row.State, row => row.Value);
            return (rows["current"], rows["behind"]);
        }
    }
}
