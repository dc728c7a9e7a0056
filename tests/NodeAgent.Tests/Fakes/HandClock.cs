namespace K8sMirror.NodeAgent.Tests.Fakes;

/// <summary>A monotonic clock that a test advances.</summary>
internal sealed class HandClock : TimeProvider
{
    private long now = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now;

    public void Pass(TimeSpan time) => now += time.Ticks;
}
