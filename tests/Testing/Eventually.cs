using System.Diagnostics;

namespace K8sMirror.Testing;

/// <summary>Waits for a state by polling, with a deadline that only a failing test reaches.</summary>
public static class Eventually
{
    /// <summary>Default timeout. Longer for a whole cluster, which may share its two cores with other work.</summary>
    public static TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(500);

    /// <summary>Returns as soon as <paramref name="condition"/> is true.</summary>
    /// <exception cref="TimeoutException">It never was.</exception>
    public static void True(Func<bool> condition, string what, TimeSpan? patience = null) => True(condition, () => what, patience);

    /// <summary>The same; what is waited for is asked at the deadline, so it can tell the last state.</summary>
    /// <exception cref="TimeoutException">It never was.</exception>
    public static void True(Func<bool> condition, Func<string> what, TimeSpan? patience = null) =>
        Get(() => condition() ? "" : null, what, patience);

    /// <summary>Returns the first non-null result.</summary>
    /// <exception cref="TimeoutException">There was none.</exception>
    public static T Get<T>(Func<T?> read, string what, TimeSpan? patience = null)
        where T : class => Get(read, () => what, patience);

    private static T Get<T>(Func<T?> read, Func<string> what, TimeSpan? patience)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var before = clock.Elapsed;
            if (read() is { } result)
            {
                return result;
            }
            if (clock.Elapsed > (patience ?? Patience))
            {
                throw new TimeoutException($"Waited {clock.Elapsed.TotalSeconds:0} s for: {what()}.");
            }
            Thread.Sleep(PauseAfter(clock.Elapsed - before, Least));
        }
    }

    /// <summary>Returns once the state equals what is expected; otherwise fails with the last state.</summary>
    public static void Equal<T>(T expected, Func<T> read, TimeSpan? patience = null)
    {
        var last = read();
        try
        {
            True(() => EqualityComparer<T>.Default.Equals(expected, last = read()), $"{expected}", patience);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message} It was {last}.", exception);
        }
    }

    /// <summary>A look that costs much, such as one that runs kubectl, leaves most of a CPU to what it waits for.</summary>
    internal static TimeSpan PauseAfter(TimeSpan look, TimeSpan least)
    {
        var pause = 2 * look;
        return pause < least ? least : pause < Most ? pause : Most;
    }
}
