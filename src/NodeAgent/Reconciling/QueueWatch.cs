using K8sMirror.Bpf;
using K8sMirror.Bpf.Queues;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Planning;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>
/// Counts copies that a target took but whose queue discipline dropped them later. A queue does not know whose frame it drops, so the
/// count is the target's, not an edge's. Only the loop calls it: after each pass, and when counters are read.
/// </summary>
internal sealed class QueueWatch(ILinkFeed links, ILogger logger)
{
    private readonly Dictionary<string, TargetQueue> targets = new(StringComparer.Ordinal);
    private Dictionary<string, IReadOnlyList<int>> ways = new(StringComparer.Ordinal);
    private bool isUnread;

    /// <summary>As of the last look, sorted by target.</summary>
    public IReadOnlyList<QueueDrops> Drops { get; private set; } = [];

    /// <summary>Sets the current targets; others are forgotten.</summary>
    /// <returns>True if one of them has not been read yet.</returns>
    public bool Aim(IReadOnlyList<DesiredEdge> edges)
    {
        ways = edges.DistinctBy(e => e.Key.Target).ToDictionary(e => e.Key.Target, e => e.TargetQueues, StringComparer.Ordinal);
        foreach (var gone in targets.Keys.Except(ways.Keys).ToList())
        {
            targets.Remove(gone);
        }
        return targets.Count < ways.Count;
    }

    /// <summary>Reads the queues, and returns the edge counters that belong to that state.</summary>
    public IReadOnlyList<EdgeCounters> Look(IDatapath datapath)
    {
        var queues = ways.Count > 0 ? Read() : null;
        var counters = datapath.ReadCounters();
        if (queues is not null)
        {
            var byTarget = counters.ToLookup(c => c.Key.Target);
            Drops = [.. ways.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => Look(w.Key, w.Value, queues, byTarget[w.Key]))];
        }
        else if (ways.Count == 0)
        {
            Drops = [];
        }
        return counters;
    }

    private QueueDrops Look(string target, IReadOnlyList<int> way, IReadOnlyDictionary<int, RootQueue> queues, IEnumerable<EdgeCounters> edges)
    {
        if (!targets.TryGetValue(target, out var queue))
        {
            targets[target] = queue = new();
        }
        queue.Look(way, queues, edges);
        var kinds = way.Select(queues.GetValueOrDefault).OfType<RootQueue>().Select(q => q.Kind).Where(k => k != "noqueue");
        return new(target, [.. kinds.Distinct().Order(StringComparer.Ordinal)], queue.Later);
    }

    // Nothing depends on it: the counters stay as they are until it can be read again.
    private IReadOnlyDictionary<int, RootQueue>? Read()
    {
        try
        {
            var queues = links.ReadQueues();
            isUnread = false;
            return queues;
        }
        catch (KernelException e)
        {
            if (!isUnread)
            {
                LoopLog.QueuesUnread(logger, e);
            }
            isUnread = true;
            return null;
        }
    }
}
