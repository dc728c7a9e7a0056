using K8sMirror.Bpf.Queues;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>
/// Separates what the queues on a target's path dropped later from what they refused at once. Their counters are the sum of both; the
/// datapath has also counted immediate refusals, as <see cref="DropReason.TargetBusy"/>, so these are subtracted.
/// </summary>
/// <remarks>
/// A refused super-packet is one in its queue's count and many frames in the datapath's: then too much is subtracted, and the result is true
/// but may be too low. Therefore the excess is only kept until the next read.
/// </remarks>
internal sealed class TargetQueue
{
    private readonly Dictionary<int, QueueCount> counts = [];
    private Dictionary<EdgeKey, ulong>? refused;
    private long balance;

    /// <summary>Frames that were dropped after they had been accepted. Never decreases.</summary>
    public ulong Later { get; private set; }

    /// <summary>Updates the counts. The queues must have been read before the edges, or refusals between the two would count as dropped later.</summary>
    /// <param name="way">Interfaces on the path.</param>
    /// <param name="queues">All queue disciplines.</param>
    /// <param name="edges">Counters of the edges to this target.</param>
    public void Look(IReadOnlyList<int> way, IReadOnlyDictionary<int, RootQueue> queues, IEnumerable<EdgeCounters> edges)
    {
        foreach (var gone in counts.Keys.Except(way).ToList())
        {
            counts.Remove(gone);
        }
        var dropped = 0L;
        foreach (var index in way)
        {
            if (!counts.TryGetValue(index, out var count))
            {
                counts[index] = count = new();
            }
            dropped += (long)count.Look(queues.GetValueOrDefault(index));
        }
        Settle(dropped, Refused(edges));
    }

    private long Refused(IEnumerable<EdgeCounters> edges)
    {
        var now = edges.ToDictionary(e => e.Key, e => e.Dropped[DropReason.TargetBusy].Frames);
        // The first read has no predecessor; an edge that comes later begins at zero.
        var since = refused is null ? 0 : now.Sum(e => (long)Math.Max(e.Value, refused.GetValueOrDefault(e.Key)) - (long)refused.GetValueOrDefault(e.Key));
        refused = now;
        return since;
    }

    private void Settle(long dropped, long since)
    {
        balance += dropped - since;
        if (balance > 0)
        {
            Later += (ulong)balance;
            balance = 0;
        }
        balance = Math.Max(balance, -since);
    }
}
