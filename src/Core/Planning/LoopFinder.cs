namespace K8sMirror.Core.Planning;

/// <summary>
/// Finds the edges that must not be. An edge sends its copy out of its target; if the target's egress is a source as well, that copy is
/// copied on, and so is what the node carries on from there.
/// </summary>
public static class LoopFinder
{
    /// <summary>
    /// Lets edges in by (priority descending, mirror, source, direction, target), whatever order they come in; refuses each one that would
    /// close a cycle with those let in before and the carried arcs.
    /// </summary>
    /// <param name="edges">All wishes of one node. The same hook and target twice is one edge.</param>
    /// <param name="carries">Where the node itself carries packets on.</param>
    /// <returns>The refused ones, in the order of letting in.</returns>
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
