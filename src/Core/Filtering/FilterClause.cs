using K8sMirror.Core.Api;

namespace K8sMirror.Core.Filtering;

/// <summary>One mirror at a hook, as the datapath evaluates it: for each edge, the first clause that accepts a packet handles it.</summary>
/// <param name="Filter">Which packets; null means every packet.</param>
/// <param name="Sampling">Which share of them is copied.</param>
/// <param name="Edges">Mask of the hook's edges that it serves.</param>
public sealed record FilterClause(PacketFilter? Filter, MirrorSampling Sampling, ulong Edges)
{
    /// <summary>Edges that later clauses skip once this one has accepted: its own, and others by which the same targets would get the packet again.</summary>
    public ulong Settled { get; init; } = Edges;

    /// <summary>Sends each conversation to one of the targets; null means that all edges get every packet.</summary>
    public ClauseBalance? Balance { get; init; }
}
