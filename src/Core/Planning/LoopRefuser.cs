using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>
/// Refuses mirrors that would loop with higher ones on any node that both select. Compares only exact names. Patterns, VLANs, bonds and veth pairs are known on
/// the node, whose agent checks again. Only the node knows by which NIC copies in a tunnel leave, and which NICs belong to pods.
/// </summary>
internal static class LoopRefuser
{
    /// <param name="candidates">By (priority descending, name).</param>
    public static void Refuse(List<Candidate> candidates)
    {
        // One graph of all, as if all were on one node: no cycle in it means none anywhere, which is the common case.
        var union = new LoopGraph();
        var accepted = new List<Candidate>();
        foreach (var candidate in candidates)
        {
            var mark = union.Mark();
            if (AddAll(union, candidate) is not null)
            {
                union.RollBack(mark);
                if (FindOnNodes(candidate, accepted) is { } refusal)
                {
                    candidate.Findings.Add(new(Reasons.Loop, "spec", refusal.Message));
                    continue;
                }
                // It loops only with mirrors of other nodes. Later candidates must know its arcs: add them as carried arcs, which may be cyclic.
                foreach (var edge in Edges(candidate))
                {
                    union.AddCarry(new(edge.From, edge.To));
                }
            }
            accepted.Add(candidate);
        }
    }

    private static LoopRefusal? FindOnNodes(Candidate candidate, List<Candidate> accepted)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var key = new char[accepted.Count];
        for (var node = 0; node < candidate.Nodes.Count; node++)
        {
            if (!candidate.Nodes[node])
            {
                continue;
            }
            for (var i = 0; i < key.Length; i++)
            {
                key[i] = accepted[i].Nodes[node] ? '1' : '0';
            }
            if (!seen.Add(new string(key)))
            {
                continue;
            }
            var graph = new LoopGraph();
            foreach (var other in accepted.Where((_, at) => key[at] == '1'))
            {
                _ = AddAll(graph, other);
            }
            if (AddAll(graph, candidate) is { } refusal)
            {
                return refusal;
            }
        }
        return null;
    }

    private static LoopRefusal? AddAll(LoopGraph graph, Candidate candidate) =>
        Edges(candidate).Select(graph.TryAdd).FirstOrDefault(refusal => refusal is not null);

    private static IEnumerable<LoopEdge> Edges(Candidate candidate) =>
        (from source in candidate.Sources
         where source.IsExact
         from direction in source.Direction.Expand()
         from target in candidate.Mirror.Spec.Targets
         where target.Interface is not null
         select new LoopEdge(candidate.Mirror.Spec.Priority, candidate.Name, source.Name, direction, target.Id))
        .Order();
}
