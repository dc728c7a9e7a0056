namespace K8sMirror.Cluster;

/// <summary>Counts failures in a row and says how long to wait after each. One thread at a time.</summary>
public sealed class Backoff(BackoffPolicy policy)
{
    private int failures;

    /// <summary>It failed: how long to wait now.</summary>
    /// <param name="retryAfter">What the server asked for.</param>
    public TimeSpan Next(TimeSpan retryAfter = default)
    {
        failures = failures == int.MaxValue ? failures : failures + 1;
        return policy.After(failures, retryAfter);
    }

    /// <summary>It succeeded.</summary>
    public void Reset() => failures = 0;
}
