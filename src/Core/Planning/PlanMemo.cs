namespace K8sMirror.Core.Planning;

/// <summary>
/// What <see cref="NodePlanner"/> found in the snapshot before, so that of 5,000 nodes only those whose pods changed are planned again, and all others keep the
/// very instance of their spec. It changes no result: mirrors must have a UID and a generation that moves with their spec, as an API server sees to.
/// Not for two plans at a time.
/// </summary>
public sealed class PlanMemo
{
    private readonly Dictionary<string, NodePods> nodes = new(StringComparer.Ordinal);
    private string mirrors = "";
    private object? namespaces;

    /// <summary>Begins a plan: forgets everything if other mirrors select, or namespaces have other labels.</summary>
    internal void Begin(string mirrors, object namespaces)
    {
        if (mirrors != this.mirrors || !ReferenceEquals(namespaces, this.namespaces))
        {
            nodes.Clear();
            (this.mirrors, this.namespaces) = (mirrors, namespaces);
        }
    }

    /// <summary>What is known of a node with these pods; null means nothing.</summary>
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
