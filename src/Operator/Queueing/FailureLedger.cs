using K8sMirror.Cluster;

namespace K8sMirror.Operator.Queueing;

/// <summary>Back-off for each object whose write failed, so that one bad object is not retried in every pass and does not delay others.</summary>
internal sealed class FailureLedger(TimeProvider clock)
{
    private static readonly BackoffPolicy AfterRefusal = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30)) { From = 0.75, To = 1.25 };

    // A client that changes an object all the time makes our writes fail again and again; when it stops, we should follow soon.
    private static readonly BackoffPolicy AfterMove = AfterRefusal with { Longest = TimeSpan.FromSeconds(1) };
    private readonly Lock gate = new();
    private readonly Dictionary<string, (int Failures, long Due)> keys = [];
    private readonly HashSet<string> asked = [];

    /// <summary>True when the key has not failed, or may be tried again.</summary>
    public bool IsDue(string key)
    {
        lock (gate)
        {
            asked.Add(key);
            return !keys.TryGetValue(key, out var entry) || clock.GetTimestamp() >= entry.Due;
        }
    }

    /// <summary>The key failed (again); <paramref name="moved"/>: only because the object has changed since the write was decided.</summary>
    public void Failed(string key, bool moved = false)
    {
        lock (gate)
        {
            var failures = keys.TryGetValue(key, out var entry) ? entry.Failures + 1 : 1;
            var delay = (moved ? AfterMove : AfterRefusal).After(failures);
            keys[key] = (failures, clock.GetTimestamp() + (long)(delay.TotalSeconds * clock.TimestampFrequency));
        }
    }

    /// <summary>The key's write succeeded.</summary>
    public void Forget(string key)
    {
        lock (gate)
        {
            keys.Remove(key);
        }
    }

    /// <summary>A pass ended: keys that it did not ask for are dropped, because their objects are gone or as they should be.</summary>
    public void EndPass()
    {
        lock (gate)
        {
            foreach (var key in keys.Keys.Where(key => !asked.Contains(key)).ToArray())
            {
                keys.Remove(key);
            }

            asked.Clear();
        }
    }

    /// <summary>How long until the first of them is due; null when there is none.</summary>
    public TimeSpan? NextDue()
    {
        lock (gate)
        {
            if (keys.Count == 0)
            {
                return null;
            }

            // Rounded up: a pass that begins a fraction of a tick too early finds nothing due, and would wait again for zero time.
            var wait = Math.Max(0, keys.Values.Min(entry => entry.Due) - clock.GetTimestamp());
            return TimeSpan.FromTicks((long)Int128.Min(TimeSpan.MaxValue.Ticks, (((Int128)wait * TimeSpan.TicksPerSecond) + clock.TimestampFrequency - 1) / clock.TimestampFrequency));
        }
    }
}
