using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Clauses of a hook: each mirror's selection once, with its edges. Pure.</summary>
internal static class SelectionClauses
{
    private static readonly MirrorSampling All = new();

    /// <summary>Clauses in the order of evaluation; empty if every packet is for every edge.</summary>
    /// <param name="edges">The hook's.</param>
    public static IReadOnlyList<FilterClause> Of(IReadOnlyList<DesiredEdge> edges)
    {
        if (edges.All(e => e.Selections.Count == 0))
        {
            return [];
        }
        var clauses = new SortedDictionary<int, FilterClause>();
        var balances = new Dictionary<int, SessionBalance?>();
        var everything = 0UL;
        for (var i = 0; i < edges.Count; i++)
        {
            var edge = 1UL << i;
            var selections = edges[i].Selections;
            // Nothing follows a selection without a filter, so those of all edges can be one clause, the last.
            everything |= selections.Count == 0 || selections[^1].IsEverything ? edge : 0;
            foreach (var selection in selections.Where(s => !s.IsEverything))
            {
                var before = clauses.TryGetValue(selection.Rank, out var clause) ? clause.Edges : 0;
                clauses[selection.Rank] = new(selection.Filter, selection.Sampling, before | edge);
                balances[selection.Rank] = selection.Balance;
            }
        }
        foreach (var (rank, balance) in balances)
        {
            clauses[rank] = clauses[rank] with { Balance = BalanceOf(balance, clauses[rank].Edges, edges) };
        }
        var all = everything == 0 ? clauses.Values : clauses.Values.Append(new(null, All, everything));
        return [.. all.Select(c => c with { Settled = SettledBy(c.Edges, edges) })];
    }

    private static ClauseBalance? BalanceOf(SessionBalance? balance, ulong mask, IReadOnlyList<DesiredEdge> edges) => balance is null ? null : new(
        balance.Place,
        [
            .. balance.Targets
                .Select(t => edges.Select((e, i) => e.Key.Target == t.Id ? 1UL << i : 0).Aggregate(0UL, (all, edge) => all | edge) & mask)
                // The others' targets may still get the packet from a mirror of lower rank.
                .Select(picked => new ClausePick(picked, SettledBy(picked, edges))),
        ]);

    private static ulong SettledBy(ulong mask, IReadOnlyList<DesiredEdge> edges)
    {
        var copies = edges.Where((_, i) => (mask >> i & 1) != 0).Select(CopyOf).ToHashSet();
        return edges.Select((e, i) => copies.Contains(CopyOf(e)) ? 1UL << i : 0).Aggregate(0UL, (all, edge) => all | edge);
    }

    // A target gets one copy of a packet with each label.
    private static (string Target, uint Label) CopyOf(DesiredEdge edge) => (edge.Key.Target, edge.Treatment.Label);
}
