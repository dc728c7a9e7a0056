namespace K8sMirror.NodeAgent.Planning;

/// <summary>Determines, once all edges have a state, over which targets a mirror balances. Pure.</summary>
internal static class BalancePlanner
{
    /// <summary>The edges with what their mirrors' balances may use.</summary>
    /// <param name="edges">Of the node.</param>
    /// <param name="judged">All sessions, with the final state of each edge.</param>
    public static IEnumerable<MergedEdge> Plan(IReadOnlyList<MergedEdge> edges, IEnumerable<PlannedSession> judged)
    {
        var sessions = judged.Where(s => s.Selection.Balance is not null).ToDictionary(s => s.Selection.Rank);
        if (sessions.Count == 0)
        {
            return edges;
        }
        var healthy = sessions.ToDictionary(s => s.Key, s => Of(s.Value, TargetHealth.IsReached));
        var refused = sessions
            .SelectMany(s => s.Value.Edges.GroupBy(e => e.Key.Source).Select(g => (At: (Rank: s.Key, Source: g.Key), Mask: Of(s.Value with { Edges = [.. g] }, TargetHealth.IsRefused))))
            .ToDictionary(r => r.At, r => r.Mask);
        // By NIC, not by hook: what is received and what is sent are halves of the same conversations.
        var balances = refused.ToDictionary(r => r.Key, r => sessions[r.Key.Rank].Selection.Balance! with { Healthy = healthy[r.Key.Rank], Able = ~r.Value });
        return edges.Select(e => e with
        {
            Selections = [.. e.Selections.Select(s => s.Balance is null ? s : s with { Balance = balances[(s.Rank, e.Key.Source)] })],
        });
    }

    private static ulong Of(PlannedSession session, Predicate<PlannedEdge> holds)
    {
        var ids = session.Edges.Where(e => holds(e)).Select(e => e.Key.Target).ToHashSet(StringComparer.Ordinal);
        return session.Selection.Balance!.Targets.Select((t, i) => ids.Contains(t.Id) ? 1UL << i : 0).Aggregate(0UL, (mask, target) => mask | target);
    }
}
