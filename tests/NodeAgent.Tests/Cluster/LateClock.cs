namespace K8sMirror.NodeAgent.Tests.Cluster;

/// <summary>The system's clock, with an offset for the wall clock (not the timers).</summary>
internal sealed class LateClock : TimeProvider
{
    public TimeSpan Late { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Late;
}
