using K8sMirror.Core.Api;

namespace K8sMirror.Core.Filtering;

/// <summary>One mirror at a hook, as the datapath tries it: the first clause that accepts a packet treats it, for each edge.</summary>
/// <param name="Filter">Which packets; null means every packet.</param>
/// <param name="Sampling">Which share of them.</param>
/// <param name="Edges">The hook's edges that it is for, as a mask.</param>
public sealed record FilterClause(PacketFilter? Filter, MirrorSampling Sampling, ulong Edges)
{
    /// <summary>
    /// Edges that no later clause is for once this one has accepted: its own, and others by which the same targets would get the packet a second
    /// time.
    /// </summary>
    public ulong Settled { get; init; } = Edges;

    /// <summary>Of whose targets each conversation gets one; null means that all edges get every packet.</summary>
    public ClauseBalance? Balance { get; init; }
}
