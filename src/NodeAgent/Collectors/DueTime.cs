namespace K8sMirror.NodeAgent.Collectors;

/// <summary>When something is due, in the milliseconds of <see cref="Environment.TickCount64"/>.</summary>
internal static class DueTime
{
    /// <summary>Of what is never due.</summary>
    public const long Never = long.MaxValue;

    /// <summary>After a delay from now.</summary>
    public static long In(TimeSpan delay) => Environment.TickCount64 + (long)delay.TotalMilliseconds;

    /// <summary>True from that time on.</summary>
    public static bool HasCome(long due) => Environment.TickCount64 >= due;

    /// <summary>How long to wait for it; zero if it is over, infinite for <see cref="Never"/>.</summary>
    public static TimeSpan Left(long due) =>
        due == Never ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Max(0, due - Environment.TickCount64));
}
