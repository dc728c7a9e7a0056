using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Vitals;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>
/// The kernel as the agent sees it. Given the whole desired state, it reads the actual state, and changes just the difference. Not
/// thread-safe: one loop owns it. Disposing only closes handles: mirroring continues from the pins.
/// </summary>
public interface IDatapath : IDisposable
{
    /// <summary>What this kernel can do.</summary>
    DatapathFeatures Features { get; }

    /// <summary>
    /// Makes the kernel apply exactly <paramref name="edges"/>. Continues past independent failures; each desired edge gets one outcome.
    /// An edge that needs no change is left untouched, and no frame is lost or doubled by a change.
    /// </summary>
    /// <param name="edges">All desired edges, with unique keys.</param>
    IReadOnlyList<EdgeOutcome> Apply(IReadOnlyCollection<DesiredEdge> edges);

    /// <summary>
    /// Nothing is asked for, and not just because a NIC is missing: nothing of ours needs to stay on the node until the next
    /// <see cref="Apply"/>.
    /// </summary>
    void Rest() => Apply([]);

    /// <summary>Reads all counters; edges that are no longer desired are not in it.</summary>
    IReadOnlyList<EdgeCounters> ReadCounters();

    /// <summary>Edges that the runtime breaker holds now.</summary>
    IReadOnlyList<EdgeKey> ReadBrokenEdges();

    /// <summary>
    /// Renews the dead-man deadline: without a renewal within <paramref name="timeToLive"/> the datapath stops copying by itself.
    /// Also counts lost frames and retires what has drained; call it about every second.
    /// </summary>
    void Heartbeat(TimeSpan timeToLive);

    /// <summary>
    /// Proves or disproves suspicions of loops, tests stopped edges again, and checks that everything created still exists; call it when
    /// the alarm rang, and about every second.
    /// </summary>
    /// <returns>True if another pass is needed: <see cref="ReadBrokenEdges"/> has changed, or somebody removed pins or hooks.</returns>
    bool Examine();

    /// <summary>Reads budget, cutter and loop breakers.</summary>
    DatapathVitals ReadVitals();

    /// <summary>
    /// Calls <paramref name="alarmed"/>, from any thread and within milliseconds, when a loop breaker has a suspicion or a proof:
    /// <see cref="Examine"/> then deals with it. At most one listener.
    /// </summary>
    void OnAlarm(Action alarmed);
}
