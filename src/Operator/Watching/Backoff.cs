namespace K8sMirror.Operator.Watching;

/// <summary>Exponential delays with jitter, so that replicas that failed together do not come back together.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private int _failures;

    /// <summary>Forget all failures.</summary>
    public void Reset() => _failures = 0;

    /// <summary>The next delay: between half and all of <c>first * 2^failures</c>, at most the longest.</summary>
    public TimeSpan Next()
    {
        var full = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 30)));
        return TimeSpan.FromMilliseconds(full * (0.5 + (Random.Shared.NextDouble() / 2)));
    }
}
