namespace K8sMirror.Serving;

/// <summary>
/// Whether there is memory for a large answer, checked before one is made: at its limit a process is killed by the kernel, or by the garbage collector of .NET
/// 10, which does not survive every failed allocation.
/// </summary>
public static class MemoryRoom
{
    // Share of what the collector may use, in a container three quarters of the limit; the rest is for concurrent allocations.
    private const double Usable = 0.85;
    private const long RestMilliseconds = 250;
    private static long nextCollection;

    /// <summary>Bytes in use as the collector counts them, including garbage not collected yet.</summary>
    public static long InUse => GC.GetTotalMemory(forceFullCollection: false);

    /// <summary>Whether there is room for this many bytes more.</summary>
    public static bool IsThereFor(long bytes) => IsThere(bytes) || (Collect() && IsThere(bytes));

    private static bool IsThere(long bytes) => InUse + bytes <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * Usable;

    /// <summary>Collects garbage; false if that was done just now, so that repeated calls cost no time.</summary>
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
