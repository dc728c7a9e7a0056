using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>All that was counted for an edge. <c>Seen = NotSelected + SampledOut + Limited + Duplicate + Sent + sum of Dropped</c> when nothing is in flight.</summary>
/// <param name="Total">Of every edge.</param>
/// <param name="Selection">Of edges whose hook has a filter.</param>
internal readonly record struct EdgeSum(TotalValue Total, SelectionTotalValue Selection)
{
    /// <summary>Adds to what the edge has.</summary>
    public static void Add(Dictionary<EdgeKey, EdgeSum> sums, EdgeKey key, EdgeSum value) =>
        sums[key] = sums.TryGetValue(key, out var before) ? new(before.Total + value.Total, before.Selection + value.Selection) : value;
}
