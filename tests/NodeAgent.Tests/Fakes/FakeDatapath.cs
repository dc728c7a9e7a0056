using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Datapath.Vitals;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Tests.Fakes;

/// <summary>A datapath without a kernel; it passes <see cref="Datapath.DatapathContract"/> like the real one.</summary>
internal sealed class FakeDatapath : IDatapath
{
    private readonly Lock gate = new();
    private readonly Dictionary<EdgeKey, DesiredEdge> programmed = [];
    private readonly Dictionary<EdgeKey, EdgeCounters> counters = [];
    private List<EdgeKey> broken = [];
    private bool brokenIsNews;
    private int owner;

    public DatapathFeatures Features { get; set; } = new("6.18.0-fake", "tcx", []);

    /// <summary>Edges that the kernel refuses, with the reason.</summary>
    public Dictionary<EdgeKey, string> Refusals { get; } = [];

    /// <summary>While set, thrown by each pass.</summary>
    public Exception? Failure { get; set; }

    public DatapathVitals Vitals { get; set; } = new(new(DatapathOptions.DefaultCpuBudget, TimeSpan.Zero, false, 0, 500, 0), []);

    /// <summary>The loop's handler for alarms.</summary>
    public Action? Alarmed { get; private set; }

    /// <summary>How often the loop had the breakers' suspicions examined.</summary>
    public int Examinations { get; private set; }

    public int Applies { get; private set; }

    public int Heartbeats { get; private set; }

    public TimeSpan? TimeToLive { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>Keys of the programmed edges, sorted.</summary>
    public IReadOnlyList<EdgeKey> Keys
    {
        get
        {
            lock (gate)
            {
                return [.. programmed.Keys.Order()];
            }
        }
    }

    /// <summary>The programmed edges.</summary>
    public IReadOnlyList<DesiredEdge> Edges
    {
        get
        {
            lock (gate)
            {
                return [.. programmed.Values.OrderBy(e => e.Key)];
            }
        }
    }

    public IReadOnlyList<EdgeOutcome> Apply(IReadOnlyCollection<DesiredEdge> edges)
    {
        OnlyOneThread();
        if (Failure is not null)
        {
            throw Failure;
        }
        lock (gate)
        {
            Applies++;
            var wanted = edges.ToDictionary(e => e.Key);
            foreach (var gone in programmed.Keys.Where(k => !wanted.ContainsKey(k)).ToList())
            {
                programmed.Remove(gone);
                counters.Remove(gone);
            }
            var outcomes = new List<EdgeOutcome>();
            foreach (var edge in edges)
            {
                if (Refusals.TryGetValue(edge.Key, out var reason))
                {
                    outcomes.Add(new(edge.Key, reason, "refused by the test"));
                    continue;
                }
                programmed[edge.Key] = edge;
                counters.TryAdd(edge.Key, Count(edge.Key, 0, 0));
                outcomes.Add(new(edge.Key, Reasons.Programmed, ""));
            }
            return outcomes;
        }
    }

    /// <summary>Simulates frames of 100 bytes: how many were seen, and how many of them were dropped, by default for the budget.</summary>
    public void Pass(EdgeKey key, ulong seen, ulong dropped, DropReason reason = DropReason.Budget)
    {
        lock (gate)
        {
            counters[key] = Count(key, seen, dropped, reason);
        }
    }

    public IReadOnlyList<EdgeCounters> ReadCounters()
    {
        OnlyOneThread();
        lock (gate)
        {
            return [.. counters.Values.OrderBy(c => c.Key)];
        }
    }

    public IReadOnlyList<EdgeKey> ReadBrokenEdges()
    {
        lock (gate)
        {
            return [.. broken];
        }
    }

    /// <summary>Simulates loops that were proved on exactly these edges.</summary>
    public void Break(params EdgeKey[] edges)
    {
        lock (gate)
        {
            broken = [.. edges];
            brokenIsNews = true;
        }
    }

    public bool Examine()
    {
        OnlyOneThread();
        lock (gate)
        {
            Examinations++;
            var isNews = brokenIsNews;
            brokenIsNews = false;
            return isNews;
        }
    }

    public void Heartbeat(TimeSpan timeToLive)
    {
        OnlyOneThread();
        lock (gate)
        {
            Heartbeats++;
            TimeToLive = timeToLive;
        }
    }

    public DatapathVitals ReadVitals()
    {
        OnlyOneThread();
        lock (gate)
        {
            return Vitals;
        }
    }

    public void OnAlarm(Action alarmed) => Alarmed = alarmed;

    public void Dispose() => IsDisposed = true;

    private static EdgeCounters Count(EdgeKey key, ulong seen, ulong dropped, DropReason reason = DropReason.Budget) => new(
        key, new(seen, seen * 100), new(seen - dropped, (seen - dropped) * 100),
        Enum.GetValues<DropReason>().ToDictionary(r => r, r => r == reason ? new Tally(dropped, dropped * 100) : default));

    // The contract: one loop owns it. The first caller is that loop.
    private void OnlyOneThread()
    {
        var first = Interlocked.CompareExchange(ref owner, Environment.CurrentManagedThreadId, 0);
        if (first != 0 && first != Environment.CurrentManagedThreadId)
        {
            throw new InvalidOperationException($"the datapath belongs to thread {first}, not to {Environment.CurrentManagedThreadId}");
        }
    }
}
