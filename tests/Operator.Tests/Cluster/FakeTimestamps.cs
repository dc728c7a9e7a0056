namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>A clock that only moves when it is told to.</summary>
internal sealed class FakeTimestamps : TimeProvider
{
    private long ticks = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks;

    public override DateTimeOffset GetUtcNow() => new(ticks, TimeSpan.Zero);

    public void Advance(TimeSpan by) => ticks += by.Ticks;
}
