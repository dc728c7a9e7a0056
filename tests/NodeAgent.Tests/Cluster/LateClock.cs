namespace K8sMirror.NodeAgent.Tests.Cluster;

/// <summary>The system's clock, and a hand that moves the wall clock (not the timers) on.</summary>
internal sealed class LateClock : TimeProvider
{
    public TimeSpan Late { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Late;
}
