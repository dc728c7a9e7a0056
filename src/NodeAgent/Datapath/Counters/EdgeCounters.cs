using K8sMirror.Core.Planning;

namespace K8sMirror.NodeAgent.Datapath.Counters;

/// <summary>Counters of one edge since it was first programmed; they survive restarts of the agent.</summary>
/// <remarks>When nothing is in flight, <c>Seen = NotSelected + SampledOut + Limited + Duplicate + Sent + sum of Dropped</c>, exactly, in frames.</remarks>
/// <param name="Key">The edge.</param>
/// <param name="Seen">Passed the source while the edge was programmed.</param>
/// <param name="Sent">Taken by the target NIC.</param>
/// <param name="Dropped">By <see cref="DropReason"/>; every reason is present.</param>
public sealed record EdgeCounters(EdgeKey Key, Tally Seen, Tally Sent, IReadOnlyDictionary<DropReason, Tally> Dropped)
{
    /// <summary>Left out by the filters of the edge's mirrors.</summary>
    public Tally NotSelected { get; init; }

    /// <summary>Selected, and left out by sampling.</summary>
    public Tally SampledOut { get; init; }

    /// <summary>Left out because they exceeded the rate limit.</summary>
    public Tally Limited { get; init; }

    /// <summary>Left out because the target had the packet already, by another hook.</summary>
    public Tally Duplicate { get; init; }

    /// <summary>Of those sent, sliced frames, and the bytes cut off; <see cref="Sent"/> counts them whole.</summary>
    public Tally Sliced { get; init; }
}
