using System.Diagnostics;

namespace K8sMirror.NodeAgent.Datapath.Kernel;

/// <summary>CLOCK_MONOTONIC, the clock of <c>bpf_ktime_get_ns</c>.</summary>
internal static class MonotonicClock
{
    private static readonly ulong NsPerTick = 1_000_000_000UL / (ulong)Stopwatch.Frequency;

    /// <summary>Now, in nanoseconds.</summary>
    public static ulong NowNs() => (ulong)Stopwatch.GetTimestamp() * NsPerTick;

    /// <summary>A span in nanoseconds; below zero counts as zero.</summary>
    public static ulong ToNs(TimeSpan span) => (ulong)Math.Max(0, span.Ticks) * 100;

    /// <summary>Nanoseconds as a span.</summary>
    public static TimeSpan ToSpan(long ns) => TimeSpan.FromTicks(ns / 100);
}
