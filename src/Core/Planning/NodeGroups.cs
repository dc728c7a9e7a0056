using System.Collections;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>Which mirrors go to which nodes. Nodes that get the same mirrors share one spec.</summary>
internal static class NodeGroups
{
    private static readonly Dictionary<string, string> NoLabels = [];

    public static void Match(List<Candidate> candidates, List<ClusterNode> nodes)
    {
        foreach (var candidate in candidates)
        {
            candidate.Nodes = new BitArray(nodes.Count);
            if (!candidate.HasReadableSelector)
            {
                continue;
            }
            for (var i = 0; i < nodes.Count; i++)
            {
                candidate.Nodes[i] = LabelMatcher.Matches(candidate.Mirror.Spec.NodeSelector, nodes[i].Labels ?? NoLabels);
            }
        }
    }

    public static Dictionary<string, NodeMirrorSpec> Specs(List<Candidate> candidates, List<ClusterNode> nodes, int mostBytes)
    {
        var planned = candidates.Where(c => c.IsPlanned).OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
        var specs = new Dictionary<string, NodeMirrorSpec>(nodes.Count, StringComparer.Ordinal);
        var room = new SpecRoom(planned, mostBytes);
        var bySet = new Dictionary<string, (NodeMirrorSpec Spec, IReadOnlyList<Candidate> LeftOut)>(StringComparer.Ordinal);
        var key = new char[planned.Count];
        for (var i = 0; i < nodes.Count; i++)
        {
            for (var j = 0; j < key.Length; j++)
            {
                key[j] = planned[j].Nodes[i] ? '1' : '0';
            }
            var set = new string(key);
            if (!bySet.TryGetValue(set, out var group))
            {
                var node = i;
                var leftOut = room.LeftOut(node);
                group = bySet[set] = (new() { Sessions = [.. planned.Where(c => c.Nodes[node]).Except(leftOut).Select(c => c.Session)] }, leftOut);
            }
            foreach (var candidate in group.LeftOut)
            {
                candidate.LeaveOut(i);
            }
            specs[nodes[i].Name] = group.Spec;
        }
        return specs;
    }
}
