using System.Diagnostics;

namespace K8sMirror.Testing;

/// <summary>Waits for a state by looking, with a deadline that only a failure reaches.</summary>
public static class Eventually
{
    /// <summary>How long a test waits that does not say. More for a whole cluster, which may share its two cores with somebody else.</summary>
    public static TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Returns as soon as <paramref name="condition"/> holds.</summary>
    /// <exception cref="TimeoutException">It never did.</exception>
    public static void True(Func<bool> condition, string what, TimeSpan? patience = null) =>
        Get(() => condition() ? "" : null, what, patience);

    /// <summary>Returns the first non-null result.</summary>
    /// <exception cref="TimeoutException">There was none.</exception>
    public static T Get<T>(Func<T?> read, string what, TimeSpan? patience = null)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (read() is { } result)
            {
                return result;
            }
            if (clock.Elapsed > (patience ?? Patience))
            {
                throw new TimeoutException($"Waited {clock.Elapsed.TotalSeconds:0} s for: {what}.");
            }
            Thread.Sleep(2);
        }
    }

    /// <summary>Returns the state once it equals what is expected; fails with the last state otherwise.</summary>
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
}
