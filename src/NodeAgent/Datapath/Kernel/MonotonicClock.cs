using System.Diagnostics;
using System.Globalization;

namespace K8sMirror.NodeAgent.Datapath.Kernel;

/// <summary>CLOCK_MONOTONIC of the first time namespace, the clock of <c>bpf_ktime_get_ns</c>.</summary>
internal static class MonotonicClock
{
    private const string OffsetFile = "/proc/self/timens_offsets";
    private static readonly ulong NsPerTick = 1_000_000_000UL / (ulong)Stopwatch.Frequency;

    // A process stays in one time namespace. Without the offset a deadline could be days too late, or over at once.
    private static readonly ulong OffsetNs = ReadOffset();

    /// <summary>Now, in nanoseconds.</summary>
    public static ulong NowNs() => unchecked(((ulong)Stopwatch.GetTimestamp() * NsPerTick) - OffsetNs);

    /// <summary>A span in nanoseconds; below zero counts as zero.</summary>
    public static ulong ToNs(TimeSpan span) => (ulong)Math.Max(0, span.Ticks) * 100;

    /// <summary>Nanoseconds as a span.</summary>
    public static TimeSpan ToSpan(long ns) => TimeSpan.FromTicks(ns / 100);

    private static ulong ReadOffset()
    {
        if (!File.Exists(OffsetFile))
        {
            // CONFIG_TIME_NS is off.
            return 0;
        }
        // time_namespaces(7): "monotonic", seconds, nanoseconds, which are never negative.
        var offset = File.ReadLines(OffsetFile).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).First(f => f is ["monotonic", _, _]);
        return unchecked((ulong)((long.Parse(offset[1], CultureInfo.InvariantCulture) * 1_000_000_000) + long.Parse(offset[2], CultureInfo.InvariantCulture)));
    }
}
