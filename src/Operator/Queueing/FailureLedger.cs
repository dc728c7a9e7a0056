namespace K8sMirror.Operator.Queueing;

/// <summary>Back-off for each object whose write failed, so that one bad object is not tried in every pass and holds up no other.</summary>
internal sealed class FailureLedger(TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // Who changes an object all the time makes our writes lose again and again; when he ends, we should be soon to follow.
    private static readonly TimeSpan LongestAfterMove = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Failures, long Due)> _keys = [];
    private readonly HashSet<string> _asked = [];

    /// <summary>True when the key has not failed, or may be tried again.</summary>
    public bool IsDue(string key)
    {
        lock (_lock)
        {
            _asked.Add(key);
            return !_keys.TryGetValue(key, out var entry) || clock.GetTimestamp() >= entry.Due;
        }
    }

    /// <summary>The key failed (again); <paramref name="moved"/>: only because the object is no longer what the write was decided on.</summary>
    public void Failed(string key, bool moved = false)
    {
        var longest = moved ? LongestAfterMove : Longest;
        lock (_lock)
        {
            var failures = _keys.TryGetValue(key, out var entry) ? entry.Failures + 1 : 1;
            var delay = Math.Min(longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 20)));
            delay *= 0.75 + (Random.Shared.NextDouble() / 2);
            _keys[key] = (failures, clock.GetTimestamp() + (long)(delay * clock.TimestampFrequency));
        }
    }

    /// <summary>The key's write succeeded.</summary>
    public void Forget(string key)
    {
        lock (_lock)
        {
            _keys.Remove(key);
        }
    }

    /// <summary>A pass ended: what it did not ask for is no longer wanted, because its object is gone or is as it should be.</summary>
    public void EndPass()
    {
        lock (_lock)
        {
            foreach (var key in _keys.Keys.Where(key => !_asked.Contains(key)).ToArray())
            {
                _keys.Remove(key);
            }

            _asked.Clear();
        }
    }

    /// <summary>How long until the first of them is due; null when there is none.</summary>
    public TimeSpan? NextDue()
    {
        lock (_lock)
        {
            if (_keys.Count == 0)
            {
                return null;
            }

            // Up: who wakes a fraction of a tick too early finds nothing due, and would wait again for no time at all.
            var wait = Math.Max(0, _keys.Values.Min(entry => entry.Due) - clock.GetTimestamp());
            return TimeSpan.FromTicks((long)Int128.Min(TimeSpan.MaxValue.Ticks, (((Int128)wait * TimeSpan.TicksPerSecond) + clock.TimestampFrequency - 1) / clock.TimestampFrequency));
        }
    }
}
