namespace K8sMirror.Core.Planning;

/// <summary>The pods of a cluster at one moment, or why they are not known.</summary>
public sealed record PodSnapshot
{
    // One instance, by which PlanMemo tells that nothing has changed.
    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> NoNamespaces = [];

    /// <summary>Not known yet: what nodes copy of pods stays as it is until they are, since unknown is not empty.</summary>
    public static PodSnapshot Awaited { get; } = new() { AreListed = false };

    /// <summary>False until the first complete list is in.</summary>
    public bool AreListed { get; private init; } = true;

    /// <summary>Why nobody may select pods; null if they may be selected.</summary>
    public string? Problem { get; private init; }

    /// <summary>
    /// Pods by their node's name. Where a list is the same instance as in the snapshot before, <see cref="PlanMemo"/> spares the node.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ClusterPod>> ByNode { get; init; } = new Dictionary<string, IReadOnlyList<ClusterPod>>();

    /// <summary>False until the namespaces' first list is in: mirrors that select namespaces wait for it, the others do not.</summary>
    public bool AreNamespacesListed { get; init; } = true;

    /// <summary>Why nobody may select namespaces; null if they may be selected.</summary>
    public string? NamespaceProblem { get; init; }

    /// <summary>Labels of the namespaces by name; one that is not there matches no selector of namespaces.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Namespaces { get; init; } = NoNamespaces;

    /// <summary>Nobody may select pods.</summary>
    /// <param name="why">Human-readable: why, and what to do.</param>
    public static PodSnapshot Refused(string why) => new() { Problem = why };

    /// <summary>Of the given pods, in any order.</summary>
    /// <param name="pods">All pods.</param>
    /// <param name="namespaces">Labels of the namespaces by name; null if no mirror selects namespaces.</param>
    public static PodSnapshot Of(IEnumerable<ClusterPod> pods, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? namespaces = null)
    {
        var byNode = pods.GroupBy(p => p.Node, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (IReadOnlyList<ClusterPod>)[.. g], StringComparer.Ordinal);
        return namespaces is null ? new() { ByNode = byNode } : new() { ByNode = byNode, Namespaces = namespaces };
    }
}
