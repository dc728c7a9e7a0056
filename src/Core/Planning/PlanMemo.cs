namespace K8sMirror.Core.Planning;

/// <summary>
/// Results of <see cref="NodePlanner"/> for the previous snapshot, so that of 5,000 nodes only those whose pods changed are planned again, and all others keep
/// the same instance of their spec. It changes no result if mirrors have a UID and a generation that changes with their spec, which an API server ensures. Not
/// thread-safe.
/// </summary>
public sealed class PlanMemo
{
    private readonly Dictionary<string, NodePods> nodes = new(StringComparer.Ordinal);
    private string mirrors = "";
    private object? namespaces;

    /// <summary>Begins a plan: forgets everything if the mirrors or the labels of namespaces have changed.</summary>
    internal void Begin(string mirrors, object namespaces)
    {
        if (mirrors != this.mirrors || !ReferenceEquals(namespaces, this.namespaces))
        {
            nodes.Clear();
            (this.mirrors, this.namespaces) = (mirrors, namespaces);
        }
    }

    /// <summary>The result for a node with these pods; null if there is none.</summary>
    internal NodePods? Of(string node, IReadOnlyList<ClusterPod> pods) =>
        nodes.TryGetValue(node, out var known) && ReferenceEquals(known.Pods, pods) ? known : null;

    /// <summary>Remembers a node.</summary>
    internal void Keep(string node, NodePods found) => nodes[node] = found;

    /// <summary>Ends a plan: forgets nodes that have no pods any longer.</summary>
    internal void End(IReadOnlyDictionary<string, IReadOnlyList<ClusterPod>> byNode)
    {
        if (nodes.Count > byNode.Count)
        {
            foreach (var gone in nodes.Keys.Where(n => !byNode.ContainsKey(n)).ToList())
            {
                nodes.Remove(gone);
            }
        }
    }
}
