namespace K8sMirror.Serving;

/// <summary>
/// Whether there is memory for a large answer. It is asked before one is made: a process at its limit is ended by the kernel, or by the collector of .NET 10, which
/// does not outlive every allocation that fails.
/// </summary>
public static class MemoryRoom
{
    // Of what the collector may take, in a container three quarters of the limit: the rest is for what is made at the same time.
    private const double Usable = 0.85;
    private const long RestMilliseconds = 250;
    private static long nextCollection;

    /// <summary>What the collector knows to be in use, garbage that it has not found yet included.</summary>
    public static long InUse => GC.GetTotalMemory(forceFullCollection: false);

    /// <summary>Whether there is room for this many bytes more.</summary>
    public static bool IsThereFor(long bytes) => IsThere(bytes) || (Collect() && IsThere(bytes));

    private static bool IsThere(long bytes) => InUse + bytes <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * Usable;

    /// <summary>Looks for garbage; false if it has just been looked for: whoever asks again and again takes no time by that.</summary>
    private static bool Collect()
    {
        var (now, next) = (Environment.TickCount64, Volatile.Read(ref nextCollection));
        if (now < next || Interlocked.CompareExchange(ref nextCollection, now + RestMilliseconds, next) != next)
        {
            return false;
        }
        GC.Collect();
        return true;
    }
}
