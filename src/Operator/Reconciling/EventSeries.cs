namespace K8sMirror.Operator.Reconciling;

/// <summary>
/// Which transitions are a new Event and which increase the count of an existing one: a flapping NIC makes one series per reason, whose Event is
/// written at growing intervals. In memory only; a new leader begins new series.
/// </summary>
internal sealed class EventSeries(TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    // Servers keep events for an hour by default: an older one may be gone, so the next one is new.
    private static readonly TimeSpan End = TimeSpan.FromMinutes(30);
    private readonly Lock gate = new();
    private readonly Dictionary<(string Mirror, bool IsWarning, string Reason), Series> all = [];

    /// <summary>Series that have not ended.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return all.Count;
            }
        }
    }

    /// <summary>Counts one more.</summary>
    /// <param name="mirror">The mirror's uid.</param>
    /// <param name="transition">What happened to it.</param>
    /// <param name="newName">Name of the Event if there is none yet.</param>
    /// <returns>What to write; null if it is only counted, and written with a later one.</returns>
    public EventWrite? Add(string mirror, MirrorTransition transition, string newName)
    {
        var now = clock.GetTimestamp();
        lock (gate)
        {
            foreach (var ended in all.Where(s => clock.GetElapsedTime(s.Value.Last, now) > End).Select(s => s.Key).ToList())
            {
                all.Remove(ended);
            }

            var key = (mirror, transition.IsWarning, transition.Reason);
            if (!all.TryGetValue(key, out var series))
            {
                all[key] = new(newName, now);
                return new(newName, 1, IsNew: true);
            }

            series.Last = now;
            series.Count++;
            if (series.Written is { } written && clock.GetElapsedTime(written, now) < series.Pause)
            {
                return null;
            }

            series.Pause = series.Written is null ? FirstPause : TimeSpan.FromTicks(Math.Min(series.Pause.Ticks * 2, LongestPause.Ticks));
            series.Written = now;
            return new(series.Name, series.Count, IsNew: false);
        }
    }

    /// <summary>The Event of a series does not exist (any more): the next transition of its kind begins a new one.</summary>
    public void Forget(string mirror, MirrorTransition transition)
    {
        lock (gate)
        {
            all.Remove((mirror, transition.IsWarning, transition.Reason));
        }
    }

    private sealed class Series(string name, long first)
    {
        public string Name => name;

        public int Count { get; set; } = 1;

        public long Last { get; set; } = first;

        /// <summary>When the Event's count was last increased; null if never.</summary>
        public long? Written { get; set; }

        public TimeSpan Pause { get; set; }
    }
}
