namespace K8sMirror.NodeAgent.Cluster;

/// <summary>Doubling back-off with jitter, 0.2 s to 30 s, so that the agents of 5,000 nodes do not come back all at once.</summary>
internal sealed class ReconnectDelay
{
    private const double FirstSeconds = 0.2;
    private const double MostSeconds = 30;
    private double next = FirstSeconds;

    /// <summary>How long to wait now.</summary>
    /// <param name="atLeast">What the server asked for; not believed beyond our own longest.</param>
    public TimeSpan Next(TimeSpan atLeast = default)
    {
        var delay = Math.Max(next, Math.Min(atLeast.TotalSeconds * 2, MostSeconds));
        next = Math.Min(next * 2, MostSeconds);
        return TimeSpan.FromSeconds(delay * (0.5 + Random.Shared.NextDouble()));
    }

    /// <summary>All is well again.</summary>
    public void Reset() => next = FirstSeconds;
}
