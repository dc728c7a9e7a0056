namespace K8sMirror.Core.Planning;

/// <summary>The pods of a cluster at one moment, or why they are not known.</summary>
public sealed record PodSnapshot
{
    // One instance, so that PlanMemo sees that nothing has changed.
    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> NoNamespaces = [];

    /// <summary>Pods are not known yet: until they are, nodes keep their sessions with pods, since unknown is not empty.</summary>
    public static PodSnapshot Awaited { get; } = new() { AreListed = false };

    /// <summary>False until the first complete list has arrived.</summary>
    public bool AreListed { get; private init; } = true;

    /// <summary>Why pods cannot be selected; null if they can.</summary>
    public string? Problem { get; private init; }

    /// <summary>Pods by their node's name. If a list is the same instance as in the previous snapshot, <see cref="PlanMemo"/> skips the node.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ClusterPod>> ByNode { get; init; } = new Dictionary<string, IReadOnlyList<ClusterPod>>();

    /// <summary>False until the namespaces' first list has arrived: only mirrors that select namespaces wait for it.</summary>
    public bool AreNamespacesListed { get; init; } = true;

    /// <summary>Why namespaces cannot be selected; null if they can.</summary>
    public string? NamespaceProblem { get; init; }

    /// <summary>Labels of the namespaces by name; a missing one matches no namespace selector.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Namespaces { get; init; } = NoNamespaces;

    /// <summary>A snapshot in which pods cannot be selected.</summary>
    /// <param name="why">Human-readable: why, and what to do.</param>
    public static PodSnapshot Refused(string why) => new() { Problem = why };

    /// <summary>A snapshot of the given pods, in any order.</summary>
    /// <param name="pods">All pods.</param>
    /// <param name="namespaces">Labels of the namespaces by name; null if no mirror selects namespaces.</param>
    public static PodSnapshot Of(IEnumerable<ClusterPod> pods, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? namespaces = null)
    {
        var byNode = pods.GroupBy(p => p.Node, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (IReadOnlyList<ClusterPod>)[.. g], StringComparer.Ordinal);
        return namespaces is null ? new() { ByNode = byNode } : new() { ByNode = byNode, Namespaces = namespaces };
    }
}
