using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>What a hook's edges have in common: each mirror's selection once, with the edges that it is for. Pure.</summary>
internal static class SelectionClauses
{
    private static readonly MirrorSampling All = new();

    /// <summary>Clauses in the order in which they are tried; empty if every packet is for every edge.</summary>
    /// <param name="edges">For each edge, what its mirrors select, by rank.</param>
    public static IReadOnlyList<FilterClause> Of(IReadOnlyList<IReadOnlyList<EdgeSelection>> edges)
    {
        if (edges.All(e => e.Count == 0))
        {
            return [];
        }
        var clauses = new SortedDictionary<int, FilterClause>();
        var everything = 0UL;
        for (var i = 0; i < edges.Count; i++)
        {
            var edge = 1UL << i;
            // Nothing comes behind a selection without a filter, so those of all edges can be one clause, the last.
            everything |= edges[i].Count == 0 || edges[i][^1].IsEverything ? edge : 0;
            foreach (var selection in edges[i].Where(s => !s.IsEverything))
            {
                var before = clauses.TryGetValue(selection.Rank, out var clause) ? clause.Edges : 0;
                clauses[selection.Rank] = new(selection.Filter, selection.Sampling, before | edge);
            }
        }
        return everything == 0 ? [.. clauses.Values] : [.. clauses.Values, new(null, All, everything)];
    }
}
