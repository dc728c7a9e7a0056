namespace K8sMirror.Core.Planning;

/// <summary>
/// Finds the edges that close a loop. An edge sends its copy out of its target. If the target's egress is a source as well, the copy is copied again, and so
/// are packets that the node passes on from there.
/// </summary>
public static class LoopFinder
{
    /// <summary>
    /// Admits edges by (priority descending, mirror, source, direction, target), in whatever order they are given. Refuses each one that would close a cycle
    /// with those admitted before and the carried arcs.
    /// </summary>
    /// <param name="edges">All requested edges of one node. Duplicates of a hook and target are one edge.</param>
    /// <param name="carries">Where the node itself passes packets on.</param>
    /// <returns>The refused edges, in the order of admission.</returns>
    public static IReadOnlyList<LoopRefusal> Find(IEnumerable<LoopEdge> edges, IEnumerable<CarryArc> carries)
    {
        var graph = new LoopGraph();
        foreach (var arc in carries.OrderBy(c => c.From).ThenBy(c => c.To))
        {
            graph.AddCarry(arc);
        }
        var refusals = new List<LoopRefusal>();
        foreach (var edge in edges.Order())
        {
            if (graph.TryAdd(edge) is { } refusal)
            {
                refusals.Add(refusal);
            }
        }
        return refusals;
    }
}
