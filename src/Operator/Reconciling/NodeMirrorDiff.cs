using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Operator.Reconciling;

/// <summary>What must be written so that the NodeMirrors are as planned.</summary>
internal static class NodeMirrorDiff
{
    /// <summary>
    /// Compares. New sessions of mirrors in <paramref name="withoutFinalizer"/> are left out: nothing may come to a node before its mirror
    /// has the finalizer, but a finalizer that somebody removed must not end copies until it is restored. Sessions of mirrors whose pods
    /// are not known yet stay as they are. Each live node has a NodeMirror, possibly an empty one, for its agent to watch.
    /// </summary>
    public static IReadOnlyList<NodeMirrorChange> Compute(ClusterView view, ClusterPlan plan, IReadOnlySet<string> withoutFinalizer)
    {
        var changes = new List<NodeMirrorChange>();
        var awaiting = plan.Mirrors.Where(p => p.AwaitsPods && p.IsPlanned).ToDictionary(p => p.Mirror.Metadata.Name, p => p.Mirror.Metadata.Uid, StringComparer.Ordinal);
        foreach (var (name, facts) in view.Nodes)
        {
            var node = facts.Value.Node;
            var current = view.NodeMirrors.GetValueOrDefault(name);
            var desired = Filter(plan.Nodes.TryGetValue(name, out var spec) ? spec : new NodeMirrorSpec(), current?.Value.Spec, withoutFinalizer);
            desired = awaiting.Count == 0 ? desired : Keep(desired, current?.Value.Spec, awaiting);
            if (current is null)
            {
                changes.Add(new(node, desired, null));
            }
            else if (!IsOwnedBy(current.Value, node))
            {
                // The node was re-created under its name. What the old one reported is not true of the new one, so it is deleted first. One that is
                // terminating brings us back by its DELETED event.
                if (current.Value.Metadata.DeletionTimestamp is null)
                {
                    changes.Add(new(null, null, current.Value));
                }
            }
            // Even if it is terminating: a foreign finalizer may hold it for long, and the node's agent follows it until it is gone.
            else if (!SpecFingerprint.Equal(desired, current.Value.Spec) || current.Problem?.Part == "spec")
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

    private static NodeMirrorSpec Keep(NodeMirrorSpec spec, NodeMirrorSpec? current, Dictionary<string, string?> awaiting)
    {
        var kept = (current?.Sessions ?? []).Where(there => awaiting.TryGetValue(there.Mirror, out var uid) && there.MirrorRef.Uid == uid).ToList();
        return kept.Count == 0 ? spec : spec with { Sessions = [.. spec.Sessions.Concat(kept).OrderBy(session => session.Mirror, StringComparer.Ordinal)] };
    }

    private static NodeMirrorSpec Filter(NodeMirrorSpec spec, NodeMirrorSpec? current, IReadOnlySet<string> without)
    {
        return without.Count == 0 || spec.Sessions.All(Stays) ? spec : spec with { Sessions = [.. spec.Sessions.Where(Stays)] };

        bool Stays(MirrorSession session) => !without.Contains(session.Mirror)
            || current?.Sessions.Any(there => there.MirrorRef.IsOfSameObject(session.MirrorRef)) == true;
    }
}
