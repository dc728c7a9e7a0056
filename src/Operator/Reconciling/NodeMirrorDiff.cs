using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Reconciling;

/// <summary>What must be written so that the NodeMirrors are as planned.</summary>
internal static class NodeMirrorDiff
{
    /// <summary>
    /// Compares. Sessions of mirrors in <paramref name="withoutFinalizer"/> are left out: nothing may be on a node before its mirror
    /// is held. Each live node keeps a NodeMirror, an empty one if need be, for its agent to watch.
    /// </summary>
    public static IReadOnlyList<NodeMirrorChange> Compute(ClusterView view, ClusterPlan plan, IReadOnlySet<string> withoutFinalizer)
    {
        var changes = new List<NodeMirrorChange>();
        var filtered = new Dictionary<NodeMirrorSpec, NodeMirrorSpec>(ReferenceEqualityComparer.Instance);
        foreach (var (name, facts) in view.Nodes)
        {
            var node = facts.Value.Node;
            var desired = Filter(plan.Nodes.TryGetValue(name, out var spec) ? spec : new NodeMirrorSpec(), withoutFinalizer, filtered);
            if (!view.NodeMirrors.TryGetValue(name, out var current))
            {
                changes.Add(new(node, desired, null));
            }
            else if (current.Value.Metadata.DeletionTimestamp is not null)
            {
                // On its way; its DELETED event brings us back.
            }
            else if (!IsOwnedBy(current.Value, node))
            {
                // The node was re-created under its name. What the old one reported is not true of the new one, so begin anew.
                changes.Add(new(null, null, current.Value));
            }
            else if (!SpecFingerprint.Equal(desired, current.Value.Spec) || SpecIsUnreadable(current))
            {
                changes.Add(new(node, desired, current.Value));
            }
        }

        changes.AddRange(view.NodeMirrors.Values
            .Where(current => !view.Nodes.ContainsKey(current.Name) && current.Value.Metadata.DeletionTimestamp is null)
            .Select(current => new NodeMirrorChange(null, null, current.Value)));
        changes.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return changes;
    }

    private static bool IsOwnedBy(NodeMirror mirror, ClusterNode node) =>
        mirror.Metadata.OwnerReferences?.Any(owner => owner.Kind == "Node" && owner.Uid == node.Uid) ?? false;

    private static bool SpecIsUnreadable(Watched<NodeMirror> mirror) => mirror.Problem?.StartsWith("spec", StringComparison.Ordinal) ?? false;

    private static NodeMirrorSpec Filter(
        NodeMirrorSpec spec, IReadOnlySet<string> without, Dictionary<NodeMirrorSpec, NodeMirrorSpec> known)
    {
        if (without.Count == 0 || !spec.Sessions.Any(session => without.Contains(session.Mirror)))
        {
            return spec;
        }

        if (!known.TryGetValue(spec, out var filtered))
        {
            known[spec] = filtered = spec with { Sessions = [.. spec.Sessions.Where(session => !without.Contains(session.Mirror))] };
        }

        return filtered;
    }
}
