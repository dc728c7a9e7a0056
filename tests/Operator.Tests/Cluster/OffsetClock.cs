namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>The system's clock, with an offset for the wall clock (not the timers).</summary>
internal sealed class OffsetClock : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
