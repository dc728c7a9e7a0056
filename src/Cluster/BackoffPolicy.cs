namespace K8sMirror.Cluster;

/// <summary>Exponential back-off with an upper bound and jitter, so that clients that failed together do not retry together.</summary>
/// <param name="First">After the first failure.</param>
/// <param name="Longest">Upper bound, before the jitter.</param>
public sealed record BackoffPolicy(TimeSpan First, TimeSpan Longest)
{
    private const int MostDoublings = 30;

    /// <summary>Shortest wait, as a fraction of the full one.</summary>
    public double From { get; init; } = 0.5;

    /// <summary>Longest wait, as a fraction of the full one.</summary>
    public double To { get; init; } = 1;

    /// <summary>How long to wait.</summary>
    /// <param name="failures">Number of failures in a row; at least 1.</param>
    /// <param name="retryAfter">The server's Retry-After; doubled, so that the jitter does not go below it, and at most <see cref="Longest"/>.</param>
    public TimeSpan After(int failures, TimeSpan retryAfter = default)
    {
        var own = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, MostDoublings)));
        var full = Math.Max(own, Math.Min(retryAfter.TotalSeconds * 2, Longest.TotalSeconds));
        return TimeSpan.FromSeconds(full * (From + ((To - From) * Random.Shared.NextDouble())));
    }
}
