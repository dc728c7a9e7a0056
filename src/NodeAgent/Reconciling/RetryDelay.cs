namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>Doubling back-off: 100 ms after the first failure, 30 s at most, back to the start after a success.</summary>
internal sealed class RetryDelay
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);
    private TimeSpan next = First;

    /// <summary>How long to wait now; the next wait is twice as long.</summary>
    public TimeSpan Next()
    {
        var delay = next;
        next = TimeSpan.FromTicks(Math.Min(next.Ticks * 2, Most.Ticks));
        return delay;
    }

    /// <summary>All is well again.</summary>
    public void Reset() => next = First;
}
