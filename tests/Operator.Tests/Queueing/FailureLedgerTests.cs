using K8sMirror.Operator.Queueing;
using K8sMirror.Operator.Tests.Cluster;

namespace K8sMirror.Operator.Tests.Queueing;

public sealed class FailureLedgerTests
{
    private readonly FakeTimestamps clock = new();

    [Fact]
    public void A_key_that_failed_waits_and_others_do_not()
    {
        // The wait has a random part: whatever it is, a key is due when its own wait has passed.
        for (var i = 0; i < 10_000; i++)
        {
            var ledger = new FailureLedger(clock);
            ledger.Failed("bad");

            Assert.False(ledger.IsDue("bad"));
            Assert.True(ledger.IsDue("good"));
            clock.Advance(ledger.NextDue()!.Value);
            Assert.True(ledger.IsDue("bad"));
            Assert.Equal(TimeSpan.Zero, ledger.NextDue());
        }
    }

    [Fact]
    public void A_wait_is_over_when_it_is_over_whatever_the_clock_counts_in()
    {
        foreach (var frequency in (long[])[1, 3, 1_000, 32_768, 10_000_000, 24_000_000, 1_000_000_000])
        {
            var clock = new CountingClock(frequency);
            for (var i = 0; i < 1_000; i++)
            {
                var ledger = new FailureLedger(clock);
                ledger.Failed("bad");
                clock.Advance(ledger.NextDue()!.Value);
                Assert.True(ledger.IsDue("bad"));
            }
        }
    }

    [Fact]
    public void The_waiting_time_grows_to_a_limit_and_ends_with_a_success()
    {
        var ledger = new FailureLedger(clock);
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
        var ledger = new FailureLedger(clock);
        for (var i = 0; i < 40; i++)
        {
            ledger.Failed("busy", moved: true);
        }

        Assert.InRange(ledger.NextDue()!.Value, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public void What_a_pass_no_longer_asks_for_is_forgotten()
    {
        var ledger = new FailureLedger(clock);
        Assert.True(ledger.IsDue("gone"));
        ledger.Failed("gone");
        ledger.EndPass();
        Assert.NotNull(ledger.NextDue());

        ledger.EndPass();

        Assert.Null(ledger.NextDue());
    }

    /// <summary>Shows only whole counts, as every clock does.</summary>
    private sealed class CountingClock(long frequency) : TimeProvider
    {
        private Int128 ticks = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => frequency;

        public override long GetTimestamp() => (long)(ticks * frequency / TimeSpan.TicksPerSecond);

        public void Advance(TimeSpan by) => ticks += by.Ticks;
    }
}
