using K8sMirror.Bpf.Routes;

namespace K8sMirror.NodeAgent.Collectors;

/// <summary>
/// Reads the paths to collectors on request, when the kernel reports a change, and when a next hop is due to be confirmed;
/// notifies its owner when a path has changed.
/// </summary>
internal sealed class PathWatch : IDisposable
{
    private readonly object gate = new();
    private readonly PathTiming timing;
    private readonly Action changed;
    private readonly NextHops hops;
    private readonly PathReader reader;
    private readonly HealthWatch health;
    private readonly RouteMonitor monitor;
    private readonly Thread thread;
    private List<Collector> wanted = [];
    private Dictionary<Collector, CollectorPath> seen = [];
    private long nextLook = DueTime.Never;
    private bool isSignalled;
    private bool isStopping;

    /// <summary>Starts; everything is for the network namespace of the calling thread.</summary>
    public PathWatch(PathTiming timing, HealthTiming healthTiming, Action changed)
    {
        (this.timing, this.changed) = (timing, changed);
        hops = new(timing);
        reader = new(hops);
        health = new(healthTiming, Signal);
        monitor = new(Signal, IsNews);
        thread = new(Run) { Name = "collector paths", IsBackground = true };
        thread.Start();
    }

    /// <summary>What is so now.</summary>
    public IReadOnlyDictionary<Collector, CollectorPath> Resolve(IReadOnlyCollection<Collector> collectors)
    {
        lock (gate)
        {
            wanted = [.. collectors.Distinct()];
            health.Want(wanted);
            Look();
            Monitor.PulseAll(gate);
            return seen;
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
        thread.Join();
        monitor.Dispose();
        health.Dispose();
        reader.Dispose();
        hops.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            bool isNews;
            lock (gate)
            {
                while (!isStopping && !isSignalled && DueTime.Left(nextLook) is var left && left != TimeSpan.Zero)
                {
                    Monitor.Wait(gate, left);
                }
                if (isStopping)
                {
                    return;
                }
                isSignalled = false;
                isNews = Look();
            }
            if (isNews)
            {
                changed();
            }
            Rest();
        }
    }

    // True if it is not what it was.
    private bool Look()
    {
        hops.Begin();
        var before = seen;
        seen = wanted.ToDictionary(c => c, c => WithHealth(c, reader.Find(c)));
        var everything = DueTime.In(seen.Values.All(p => p.IsResolved) ? timing.Confirm : timing.Retry);
        nextLook = Math.Min(hops.End(), everything);
        return seen.Any(s => before.GetValueOrDefault(s.Key) != s.Value);
    }

    private CollectorPath WithHealth(Collector collector, CollectorPath path) =>
        path.IsUsable && health.ProblemOf(collector) is { Length: > 0 } problem
            ? path with { State = CollectorState.Unhealthy, Problem = problem }
            : path;

    private void Rest()
    {
        var until = DueTime.In(timing.Rest);
        lock (gate)
        {
            while (!isStopping && DueTime.Left(until) is var left && left != TimeSpan.Zero)
            {
                Monitor.Wait(gate, left);
            }
        }
    }

    private void Signal()
    {
        lock (gate)
        {
            isSignalled = true;
            Monitor.PulseAll(gate);
        }
    }

    // Under the lock, so that it is compared with the paths before or after the change, not with a partial state.
    private bool IsNews(Neighbour entry)
    {
        lock (gate)
        {
            return hops.IsNews(entry);
        }
    }
}
