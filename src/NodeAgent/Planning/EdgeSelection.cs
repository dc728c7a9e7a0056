using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>What one mirror selects for an edge.</summary>
/// <param name="Rank">Place of the mirror among those of the node: the first goes first.</param>
/// <param name="Filter">Which packets; null means every packet.</param>
/// <param name="Sampling">Which share of them.</param>
public sealed record EdgeSelection(int Rank, PacketFilter? Filter, MirrorSampling Sampling)
{
    /// <summary>True if it leaves nothing out.</summary>
    public bool IsEverything => Filter is null && Sampling.OneIn <= 1;
}
