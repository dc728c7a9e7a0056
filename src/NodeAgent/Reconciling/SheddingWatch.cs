using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Vitals;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>Edges that lose copies to the CPU budget. An edge counts for a while after its last loss, so that bursts do not flap.</summary>
internal sealed class SheddingWatch(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(30);

    private readonly Dictionary<EdgeKey, long> since = [];
    private Dictionary<EdgeKey, ulong> shed = [];

    /// <summary>Sorted.</summary>
    public IReadOnlyList<EdgeKey> Edges { get; private set; } = [];

    /// <summary>Reads the counters if there is a reason to. True if <see cref="Edges"/> has changed.</summary>
    public bool Look(IDatapath datapath, DatapathVitals vitals)
    {
        if (vitals.Cpu?.IsShedding == true)
        {
            var counters = datapath.ReadCounters();
            foreach (var edge in counters.Where(c => c.Dropped[DropReason.Budget].Frames > shed.GetValueOrDefault(c.Key)))
            {
                since[edge.Key] = time.GetTimestamp();
            }
            shed = counters.ToDictionary(c => c.Key, c => c.Dropped[DropReason.Budget].Frames);
        }
        else if (since.Count == 0)
        {
            return false;
        }
        foreach (var key in since.Where(s => time.GetElapsedTime(s.Value) > Hold).Select(s => s.Key).ToList())
        {
            since.Remove(key);
        }
        return Show([.. since.Keys.Order()]);
    }

    private bool Show(IReadOnlyList<EdgeKey> now)
    {
        if (now.SequenceEqual(Edges))
        {
            return false;
        }
        if (now.Count == 0)
        {
            LoopLog.ShedNoMore(logger);
        }
        else if (Edges.Count == 0)
        {
            LoopLog.Shedding(logger, string.Join(", ", now));
        }
        Edges = now;
        return true;
    }
}
