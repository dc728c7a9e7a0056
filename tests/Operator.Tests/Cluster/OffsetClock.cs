namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>The system's clock, and a hand that moves the wall clock (not the timers) on.</summary>
internal sealed class OffsetClock : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
