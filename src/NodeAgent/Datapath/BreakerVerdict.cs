using System.Diagnostics;
using K8sMirror.NodeAgent.Datapath.Abi;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>Reads a breaker as bpf/breaker.h means it.</summary>
internal static class BreakerVerdict
{
    /// <summary>Nothing came for so long, although nothing waits on the stage: whatever repeated has ended.</summary>
    private const ulong SilenceNs = 250_000_000;

    /// <summary><c>K8SM_STRIKES</c>: one burst that ended by chance is no loop.</summary>
    private const uint Strikes = 3;

    /// <summary>
    /// Edges that a loop stopped. A test that no frame ended, because the storm that it stopped was all the traffic there was, counts too
    /// when just one edge is left to blame.
    /// </summary>
    /// <param name="breaker">As the datapath left it.</param>
    /// <param name="edges">How many edges the group has.</param>
    /// <param name="isDrained">True if no frame waits on the stage.</param>
    public static ulong Stopped(in BreakerValue breaker, int edges, bool isDrained)
    {
        var all = All(edges);
        var tested = breaker.Testing & all & ~breaker.Broken;
        var isSilent = isDrained && breaker.Testing != 0 && Now() > Math.Max(breaker.TestNs, breaker.LateNs) + SilenceNs;
        var hasDied = isSilent && breaker.Repeats * 64UL <= breaker.Expected && breaker.Early <= breaker.EarlyLimit && breaker.Strikes + 1 >= Strikes;
        return (breaker.Broken | (hasDied && ulong.IsPow2(tested) ? tested : 0)) & all;
    }

    /// <summary>
    /// Edges of which one seems to loop: the circuit is open, or repeats ended with our sending a short while ago. Which one it is shows
    /// only when the loop is fed again.
    /// </summary>
    /// <param name="breaker">As the datapath left it.</param>
    /// <param name="edges">How many edges the group has.</param>
    public static ulong Suspected(in BreakerValue breaker, int edges) =>
        breaker.Testing != 0 || (breaker.Strikes > 0 && Now() <= breaker.ConfirmedUntilNs) ? All(edges) & ~breaker.Broken : 0;

    /// <summary>CLOCK_MONOTONIC in nanoseconds, the clock of bpf_ktime_get_ns.</summary>
    public static ulong Now() => (ulong)Stopwatch.GetTimestamp() * (1_000_000_000UL / (ulong)Stopwatch.Frequency);

    private static ulong All(int edges) => edges == AbiLimits.MaxEdges ? ulong.MaxValue : (1UL << edges) - 1;
}
