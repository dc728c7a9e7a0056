using System.Collections;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>Which mirrors go to which nodes. Nodes that get the same mirrors, and no pods with them, share one spec.</summary>
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

    /// <param name="planned">Planned mirrors, by name.</param>
    /// <param name="nodes">All nodes, by name.</param>
    /// <param name="pods">Plan of each node's pods; null for a node whose pods do not matter.</param>
    /// <param name="mostBytes">Maximum size of a spec in bytes.</param>
    public static Dictionary<string, NodeMirrorSpec> Specs(List<Candidate> planned, List<ClusterNode> nodes, IReadOnlyList<NodePods?> pods, int mostBytes)
    {
        var specs = new Dictionary<string, NodeMirrorSpec>(nodes.Count, StringComparer.Ordinal);
        var room = new SpecRoom(planned, mostBytes);
        var bySet = new Dictionary<string, NodeGroup>(StringComparer.Ordinal);
        var key = new char[planned.Count];
        for (var i = 0; i < nodes.Count; i++)
        {
            var hasPods = false;
            for (var j = 0; j < key.Length; j++)
            {
                key[j] = planned[j].IsOn(i) ? '1' : '0';
                hasPods |= key[j] == '1' && planned[j].PodsOn(i)?.Pods is not null;
            }
            var set = new string(key);
            var group = hasPods ? pods[i]!.Of(set) ?? pods[i]!.Keep(set, Plan(planned, i, room))
                : bySet.TryGetValue(set, out var known) ? known
                : bySet[set] = Plan(planned, i, room);
            foreach (var candidate in group.LeftOut)
            {
                planned[candidate].LeaveOut(i);
            }
            specs[nodes[i].Name] = group.Spec;
        }
        return specs;
    }

    private static NodeGroup Plan(List<Candidate> planned, int node, SpecRoom room)
    {
        var sessions = planned.ConvertAll(c => c.IsOn(node) ? c.SessionOn(node) : null);
        var leftOut = room.LeftOut(sessions);
        return new(new() { Sessions = [.. sessions.Where((s, at) => s is not null && !leftOut.Contains(at)).Select(s => s!)] }, leftOut);
    }
}
