namespace K8sMirror.Cluster;

/// <summary>How long to wait after failures: twice as long after each, within a bound, and spread, so that those that failed together do not come back together.</summary>
/// <param name="First">After the first failure.</param>
/// <param name="Longest">Upper bound, before the spread.</param>
public sealed record BackoffPolicy(TimeSpan First, TimeSpan Longest)
{
    private const int MostDoublings = 30;

    /// <summary>Shortest wait, as a part of the full one.</summary>
    public double From { get; init; } = 0.5;

    /// <summary>Longest wait, as a part of the full one.</summary>
    public double To { get; init; } = 1;

    /// <summary>How long to wait.</summary>
    /// <param name="failures">How many failures there were in a row; at least 1.</param>
    /// <param name="retryAfter">What the server asked for; twice that, so that the spread does not go below it, and not beyond <see cref="Longest"/>.</param>
    public TimeSpan After(int failures, TimeSpan retryAfter = default)
    {
        var own = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, MostDoublings)));
        var full = Math.Max(own, Math.Min(retryAfter.TotalSeconds * 2, Longest.TotalSeconds));
        return TimeSpan.FromSeconds(full * (From + ((To - From) * Random.Shared.NextDouble())));
    }
}
