namespace K8sMirror.NodeAgent.Tests.Fakes;

/// <summary>A wall clock and a monotonic clock that a test advances.</summary>
internal sealed class WallClock : TimeProvider
{
    private DateTimeOffset now = System.GetUtcNow();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.Ticks;

    public void Pass(TimeSpan time) => now += time;

    /// <summary>The current time, as an API server writes it.</summary>
    public string Text => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", global::System.Globalization.CultureInfo.InvariantCulture);
}
