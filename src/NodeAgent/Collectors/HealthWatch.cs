namespace K8sMirror.NodeAgent.Collectors;

/// <summary>
/// Checks all collectors periodically, by one thread, which exists from the first check on. Its sockets are of the network namespace of the thread
/// that named the first collector. A collector that has not been checked yet counts as healthy.
/// </summary>
/// <param name="timing">When it counts as down.</param>
/// <param name="changed">Called on the watch's thread after a round that changed something.</param>
internal sealed class HealthWatch(HealthTiming timing, Action changed) : IDisposable
{
    private readonly object gate = new();
    private Dictionary<Collector, HealthRecord> records = [];
    private Thread? thread;
    private volatile bool isStopping;

    /// <summary>Sets the collectors to check; those without a check are ignored, and others are forgotten.</summary>
    public void Want(IEnumerable<Collector> collectors)
    {
        lock (gate)
        {
            records = collectors.Where(c => c.HealthTcpPort > 0 || c.HealthIcmp).ToDictionary(c => c, c => records.GetValueOrDefault(c) ?? new());
            if (records.Count > 0 && thread is null)
            {
                thread = new(Run) { Name = "health checks", IsBackground = true };
                thread.Start();
            }
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Why it is down, human-readable; empty: it is up, not checked yet, or without a check.</summary>
    public string ProblemOf(Collector collector)
    {
        lock (gate)
        {
            return records.GetValueOrDefault(collector)?.Problem ?? "";
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            isStopping = true;
            Monitor.PulseAll(gate);
        }
        thread?.Join();
    }

    private void Run()
    {
        var next = DueTime.In(TimeSpan.Zero);
        while (AwaitRound(next) is { } asked)
        {
            next = DueTime.In(timing.Interval);
            var answers = HealthRound.Run(asked, timing.Timeout, () => isStopping);
            if (!isStopping && Take(answers))
            {
                changed();
            }
        }
    }

    private List<Collector>? AwaitRound(long next)
    {
        lock (gate)
        {
            while (true)
            {
                if (isStopping)
                {
                    return null;
                }
                if (records.Count > 0 && DueTime.HasCome(next))
                {
                    return [.. records.Keys];
                }
                Monitor.Wait(gate, DueTime.Left(records.Count > 0 ? next : DueTime.Never));
            }
        }
    }

    private bool Take(Dictionary<Collector, (string Problem, bool IsCertain)> answers)
    {
        var isNews = false;
        lock (gate)
        {
            foreach (var (collector, (problem, isCertain)) in answers)
            {
                if (records.TryGetValue(collector, out var record))
                {
                    isNews |= record.Take(problem, isCertain ? 1 : timing.FailuresUntilDown);
                }
            }
        }
        return isNews;
    }
}
