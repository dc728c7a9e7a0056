using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>
/// Plans all nodes from all mirrors. The result depends only on the snapshot's content, never on the order of its lists: between competing mirrors, the one
/// with the higher priority goes first, then the one whose name sorts first (ordinal). For room in a node's spec, with equal priorities the older one goes
/// first.
/// </summary>
public static class NodePlanner
{
    /// <summary>Plans. Never throws on user input: a problem becomes a finding, and the other mirrors are planned.</summary>
    /// <param name="snapshot">The input.</param>
    /// <param name="memo">Results for the previous snapshot, to skip nodes whose pods have not changed; the plan is the same without it.</param>
    public static ClusterPlan Plan(ClusterSnapshot snapshot, PlanMemo? memo = null)
    {
        var nodes = snapshot.Nodes
            .OrderBy(n => n.Name, StringComparer.Ordinal).ThenBy(n => n.Uid, StringComparer.Ordinal)
            .DistinctBy(n => n.Name)
            .ToList();
        var candidates = Candidates(snapshot.Mirrors);
        NodeGroups.Match(candidates, nodes);
        PodPlanner.Refuse(candidates, snapshot.Pods);
        var competing = candidates.Where(c => c.IsPlanned).ToList();
        LoopRefuser.Refuse(competing);
        OverlapFinder.Find([.. competing.Where(c => c.IsPlanned)]);
        List<Candidate> byName = [.. candidates.OrderBy(c => c.Name, StringComparer.Ordinal)];
        var pods = PodPlanner.Plan(byName, nodes, snapshot.Pods, memo ?? new());
        return new(
            NodeGroups.Specs([.. byName.Where(c => c.IsPlanned)], nodes, pods, snapshot.MostSpecBytes),
            [.. byName.Select(c => c.ToPlan(nodes))]);
    }

    private static List<Candidate> Candidates(IEnumerable<TrafficMirror> mirrors)
    {
        var candidates = mirrors
            .Select(m => new Candidate(m))
            .OrderByDescending(c => c.Mirror.Spec.Priority)
            .ThenBy(c => c.Name, StringComparer.Ordinal)
            .ThenBy(c => c.Mirror.Metadata.Uid, StringComparer.Ordinal)
            .ThenBy(c => c.Mirror.Metadata.Generation)
            .ToList();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var candidate in candidates)
        {
            // Impossible from an API server, but possible from files.
            if (!names.Add(candidate.Name))
            {
                candidate.Findings.Add(new(Reasons.Invalid, "metadata.name", "another mirror has this name; rename one of the two"));
            }
        }
        return candidates;
    }
}
