using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Vitals;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>
/// The kernel as the agent sees it. Told the whole desired state, it reads what is there, and changes just the difference. Not
/// thread-safe: one loop owns it. Disposing closes handles only: mirroring goes on from the pins.
/// </summary>
public interface IDatapath : IDisposable
{
    /// <summary>What this kernel can do.</summary>
    DatapathFeatures Features { get; }

    /// <summary>
    /// Makes the kernel apply exactly <paramref name="edges"/>. Goes on past independent failures; each desired edge gets one outcome.
    /// An edge that is already so is left untouched, and no frame is lost or doubled by a change.
    /// </summary>
    /// <param name="edges">All edges that must be; keys are unique.</param>
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
    /// Also settles the books and retires what has drained; call it about every second.
    /// </summary>
    void Heartbeat(TimeSpan timeToLive);

    /// <summary>
    /// Proves or disproves suspicions of loops, tests stopped edges again, and looks whether all that was made is still there; call it when
    /// the alarm rang, and about every second.
    /// </summary>
    /// <returns>True if another pass is needed: <see cref="ReadBrokenEdges"/> has changed, or somebody took pins or hooks away.</returns>
    bool Examine();

    /// <summary>Reads budget, cutter and loop breakers.</summary>
    DatapathVitals ReadVitals();

    /// <summary>
    /// Has <paramref name="alarmed"/> called, from any thread and within milliseconds, when a loop breaker has a suspicion or a proof:
    /// <see cref="Examine"/> then deals with it. At most one listener.
    /// </summary>
    void OnAlarm(Action alarmed);
}
