namespace K8sMirror.Cluster;

/// <summary>Counts failures in a row and returns how long to wait after each. Not thread-safe.</summary>
public sealed class Backoff(BackoffPolicy policy)
{
    private int failures;

    /// <summary>Counts a failure; returns how long to wait.</summary>
    /// <param name="retryAfter">The server's Retry-After.</param>
    public TimeSpan Next(TimeSpan retryAfter = default)
    {
        failures = failures == int.MaxValue ? failures : failures + 1;
        return policy.After(failures, retryAfter);
    }

    /// <summary>Counts a success.</summary>
    public void Reset() => failures = 0;
}
