using System.Diagnostics;

namespace K8sMirror.Testing;

/// <summary>The asynchronous version of <see cref="Eventually"/>: waits for a state, never for a fixed time.</summary>
public static class EventuallyAsync
{
    /// <summary>Generous: a passing test does not wait for it, and a busy machine must not fail a test.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// Calls <paramref name="probe"/> until it returns something other than null. A probe that throws is retried; at the deadline
    /// its last exception is the inner one of the <see cref="TimeoutException"/>.
    /// </summary>
    public static async Task<T> Get<T>(Func<Task<T?>> probe, string what, TimeSpan? within = null)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        var limit = within ?? Deadline;
        Exception? last = null;
        while (true)
        {
            var before = clock.Elapsed;
            try
            {
                if (await probe().ConfigureAwait(false) is { } value)
                {
                    return value;
                }

                last = null;
            }
            catch (Exception error) when (clock.Elapsed < limit)
            {
                last = error;
            }

            if (clock.Elapsed >= limit)
            {
                throw new TimeoutException($"not so within {limit.TotalSeconds:0} s: {what}", last);
            }

            await Task.Delay(Eventually.PauseAfter(clock.Elapsed - before, Least)).ConfigureAwait(false);
        }
    }

    /// <summary>Calls <paramref name="probe"/> until it returns true.</summary>
    public static Task True(Func<Task<bool>> probe, string what, TimeSpan? within = null) =>
        Get(async () => await probe().ConfigureAwait(false) ? "" : null, what, within);

    /// <summary>Calls <paramref name="probe"/> until it returns true.</summary>
    public static Task True(Func<bool> probe, string what, TimeSpan? within = null) =>
        True(() => Task.FromResult(probe()), what, within);
}
