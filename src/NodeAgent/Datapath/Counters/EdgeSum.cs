using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath.Abi;

namespace K8sMirror.NodeAgent.Datapath.Counters;

/// <summary>All that was counted for an edge. <c>Seen = NotSelected + SampledOut + Limited + Duplicate + Sent + sum of Dropped</c> when nothing is in flight.</summary>
/// <param name="Total">Of every edge.</param>
/// <param name="Selection">Of edges whose hook has a filter.</param>
internal readonly record struct EdgeSum(TotalValue Total, SelectionTotalValue Selection)
{
    /// <summary>Adds to what the edge has.</summary>
    public static void Add(Dictionary<EdgeKey, EdgeSum> sums, EdgeKey key, EdgeSum value) =>
        sums[key] = sums.TryGetValue(key, out var before) ? new(before.Total + value.Total, before.Selection + value.Selection) : value;

    /// <summary>Sorted by edge.</summary>
    public static IEnumerable<EdgeCounters> ToCounters(IReadOnlyDictionary<EdgeKey, EdgeSum> sums) => sums
        .OrderBy(s => s.Key)
        .Select(s => new EdgeCounters(s.Key, Tally.Of(s.Value.Total.Seen), Tally.Of(s.Value.Total.Sent), DropsOf(s.Value.Total))
        {
            NotSelected = Tally.Of(s.Value.Selection.NotSelected),
            SampledOut = Tally.Of(s.Value.Selection.SampledOut),
            Limited = Tally.Of(s.Value.Selection.Limited),
            Sliced = Tally.Of(s.Value.Selection.Sliced),
            Duplicate = Tally.Of(s.Value.Selection.Duplicate),
        });

    private static Dictionary<DropReason, Tally> DropsOf(TotalValue value)
    {
        var drops = new Dictionary<DropReason, Tally>(AbiLimits.Drops);
        for (var i = 0; i < AbiLimits.Drops; i++)
        {
            drops[(DropReason)i] = Tally.Of(value.Dropped[i]);
        }
        return drops;
    }
}
