using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>What one mirror selects for an edge.</summary>
/// <param name="Rank">Rank of the mirror among those of the node.</param>
/// <param name="Filter">Which packets; null means every packet.</param>
/// <param name="Sampling">Which share of them.</param>
public sealed record EdgeSelection(int Rank, PacketFilter? Filter, MirrorSampling Sampling)
{
    /// <summary>How it balances conversations over its targets; null means that each edge gets everything selected.</summary>
    public SessionBalance? Balance { get; init; }

    /// <summary>True if it leaves nothing out.</summary>
    public bool IsEverything => IsClosing && Sampling.OneIn <= 1;

    /// <summary>True if it leaves no packet of an edge to later mirrors: what it leaves out is left out on purpose.</summary>
    public bool IsClosing => Filter is null && Balance is null;
}
