using K8sMirror.Core.Planning;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>
/// Makes edges for all mirrors. A target gets one copy of a packet, with the treatment of the first mirror by rank that accepts it. Mirrors with equal
/// treatment share an edge; so does a mirror behind one that takes every packet, since nothing is left for it. Pure.
/// </summary>
internal static class EdgeMerger
{
    /// <summary>The edges, sorted by rank.</summary>
    public static List<MergedEdge> Merge(IEnumerable<PlannedSession> sessionsByRank) =>
        [.. sessionsByRank
            .SelectMany(s => s.Edges.Where(e => e.IsDesired).Select(e => (e.Key, Session: s.At(e))))
            .GroupBy(e => e.Key)
            .SelectMany(g => Variants(g.Key, [.. g.Select(e => e.Session)]))
            .Order(MergedEdge.ByRank)];

    private static IEnumerable<MergedEdge> Variants(EdgeKey key, IReadOnlyList<PlannedSession> byRank)
    {
        var open = byRank.TakeWhile(s => !s.Selection.IsClosing).Count();
        // The first that takes every packet, and all behind it.
        var closing = open < byRank.Count ? byRank[open] : null;
        return byRank
            .GroupBy(s => TreatmentOf(s.Selection.Rank > closing?.Selection.Rank ? closing : s))
            .Select((g, i) => Edge(i == 0 ? key : key with { Variant = EdgeVariant.Of(key.Variant, g.Key.SnapLength, g.Key.LimitOf) }, [.. g]));
    }

    // A limit is of one mirror.
    private static (int SnapLength, string? LimitOf) TreatmentOf(PlannedSession session) =>
        (session.Session.SnapLength, session.Session.RateLimit is null ? null : session.Session.Mirror);

    private static MergedEdge Edge(EdgeKey key, IReadOnlyList<PlannedSession> byRank) => new(
        key, byRank[0].Session, [.. byRank.Select(s => s.Session.Mirror).Distinct()], [.. byRank.Select(s => s.Selection.Rank)],
        SelectionsOf(byRank.Select(s => s.Selection)));

    private static List<EdgeSelection> SelectionsOf(IEnumerable<EdgeSelection> byRank)
    {
        var selections = new List<EdgeSelection>();
        foreach (var selection in byRank)
        {
            selections.Add(selection);
            if (selection.IsClosing)
            {
                break;
            }
        }
        return selections[0].IsEverything ? [] : selections;
    }
}
