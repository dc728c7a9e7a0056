namespace K8sMirror.Operator.Reconciling;

/// <summary>
/// Which transitions are a new Event and which are counted up in one that is there: a NIC that flaps makes one series for each reason, whose Event is
/// written at growing intervals. In memory only; a new leader begins new series.
/// </summary>
internal sealed class EventSeries(TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    // Servers keep events for an hour by default: what is older may be gone, and then the next one is news.
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
    /// <returns>What to write; null if it is only counted, and goes out with a later one.</returns>
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

    /// <summary>The Event of a series is not there (any more): the next one of its kind begins a new one.</summary>
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

        /// <summary>When the Event was last counted up; null if never.</summary>
        public long? Written { get; set; }

        public TimeSpan Pause { get; set; }
    }
}
