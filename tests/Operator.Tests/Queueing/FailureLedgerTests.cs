using K8sMirror.Operator.Queueing;
using K8sMirror.Operator.Tests.Cluster;

namespace K8sMirror.Operator.Tests.Queueing;

public sealed class FailureLedgerTests
{
    private readonly FakeTimestamps _clock = new();

    [Fact]
    public void A_key_that_failed_waits_and_others_do_not()
    {
        var ledger = new FailureLedger(_clock);
        ledger.Failed("bad");

        Assert.False(ledger.IsDue("bad"));
        Assert.True(ledger.IsDue("good"));
        _clock.Advance(ledger.NextDue()!.Value);
        Assert.True(ledger.IsDue("bad"));
    }

    [Fact]
    public void The_waiting_time_grows_to_a_limit_and_ends_with_a_success()
    {
        var ledger = new FailureLedger(_clock);
        var longest = TimeSpan.Zero;
        for (var i = 0; i < 40; i++)
        {
            ledger.Failed("bad");
            longest = ledger.NextDue()!.Value;
        }

        Assert.InRange(longest, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40));
        ledger.Forget("bad");
        Assert.True(ledger.IsDue("bad"));
        Assert.Null(ledger.NextDue());
    }

    [Fact]
    public void Who_lost_against_changes_of_others_does_not_wait_long_after_the_last_of_them()
    {
        var ledger = new FailureLedger(_clock);
        for (var i = 0; i < 40; i++)
        {
            ledger.Failed("busy", moved: true);
        }

        Assert.InRange(ledger.NextDue()!.Value, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public void What_a_pass_no_longer_asks_for_is_forgotten()
    {
        var ledger = new FailureLedger(_clock);
        Assert.True(ledger.IsDue("gone"));
        ledger.Failed("gone");
        ledger.EndPass();
        Assert.NotNull(ledger.NextDue());

        ledger.EndPass();

        Assert.Null(ledger.NextDue());
    }
}
