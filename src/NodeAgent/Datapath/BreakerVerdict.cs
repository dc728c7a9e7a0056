using System.Diagnostics;
using K8sMirror.NodeAgent.Datapath.Abi;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>Reads a breaker as bpf/breaker.h means it.</summary>
internal static class BreakerVerdict
{
    /// <summary>
    /// Edges that are stopped for a loop. A test that nothing ended yet, because the storm it stopped was all the traffic there was,
    /// counts too when just one edge is left to blame.
    /// </summary>
    public static ulong Stopped(in BreakerValue breaker, int edges)
    {
        var all = edges == AbiLimits.MaxEdges ? ulong.MaxValue : (1UL << edges) - 1;
        var tested = breaker.Testing & all & ~breaker.Broken;
        var isOver = breaker.Testing != 0 && Now() > breaker.TestNs + (breaker.TestLengthNs * 2);
        return (breaker.Broken | (isOver && breaker.Repeats * 64UL <= breaker.Expected && ulong.IsPow2(tested) ? tested : 0)) & all;
    }

    /// <summary>CLOCK_MONOTONIC in nanoseconds, the clock of bpf_ktime_get_ns.</summary>
    public static ulong Now() => (ulong)Stopwatch.GetTimestamp() * (1_000_000_000UL / (ulong)Stopwatch.Frequency);
}
