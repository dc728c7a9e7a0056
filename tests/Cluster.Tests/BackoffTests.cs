namespace K8sMirror.Cluster.Tests;

public sealed class BackoffTests
{
    private static readonly BackoffPolicy Policy = new(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(30));

    [Fact]
    public void Each_failure_doubles_the_wait_up_to_the_bound()
    {
        var backoff = new Backoff(Policy with { From = 1 });

        Assert.Equal([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30], Enumerable.Range(0, 10).Select(_ => Math.Round(backoff.Next().TotalSeconds, 3)));

        backoff.Reset();
        Assert.Equal(TimeSpan.FromSeconds(0.2), backoff.Next());
    }

    [Fact]
    public void Waits_are_spread_between_half_and_all()
    {
        var waits = Enumerable.Range(0, 1000).Select(_ => Policy.After(3).TotalSeconds).ToList();

        Assert.InRange(waits.Min(), 0.4, 0.5);
        Assert.InRange(waits.Max(), 0.7, 0.8);
    }

    [Theory]
    [InlineData(7, 7, 14)]
    [InlineData(86400, 15, 30)]
    [InlineData(0, 0.1, 0.2)]
    public void A_wait_is_never_less_than_what_the_server_asked_for_within_the_bound(double asked, double least, double most) =>
        Assert.InRange(Policy.After(1, TimeSpan.FromSeconds(asked)).TotalSeconds, least, most);

    [Fact]
    public void A_server_that_fails_for_years_does_not_overflow_it() =>
        Assert.InRange(Policy.After(int.MaxValue).TotalSeconds, 15, 30);
}
