using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Operator.Reconciling;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Uninstalling;

/// <summary>Which nodes still have copies to remove.</summary>
internal static class NodesLeft
{
    /// <summary>
    /// Names of the nodes whose agents have not reported that they apply an empty spec. It does not wait for nodes that are gone, or that
    /// the control plane has given up, and nodes on which no agent has ever reported anything.
    /// </summary>
    public static IReadOnlyList<string> Of(IEnumerable<Watched<NodeMirror>> mirrors, IEnumerable<Watched<NodeFacts>> nodes)
    {
        var reachable = nodes.Where(node => node.Value.LostSince is null).Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        return [.. mirrors
            .Where(mirror => reachable.Contains(mirror.Name) && mirror.Value.Status is not null && !IsEmpty(mirror.Value))
            .Select(mirror => mirror.Name)
            .Order(StringComparer.Ordinal)];
    }

    private static bool IsEmpty(NodeMirror mirror) =>
        mirror.Spec.Sessions.Count == 0 && Silence.IsCurrent(mirror) && mirror.Status!.Sessions.Count == 0;
}
