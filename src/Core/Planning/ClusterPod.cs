namespace K8sMirror.Core.Planning;

/// <summary>A pod that runs on a node, as far as planning needs it.</summary>
/// <param name="Namespace">Namespace.</param>
/// <param name="Name">Name.</param>
/// <param name="Uid">UID.</param>
/// <param name="Node">Name of its node.</param>
public sealed record ClusterPod(string Namespace, string Name, string Uid, string Node) : IComparable<ClusterPod>
{
    /// <summary>
    /// Field selector of the pods to plan: those that have a node and have not ended. An ended pod's object may keep an address that another pod has by now.
    /// </summary>
    public const string FieldSelector = "spec.nodeName!=,status.phase!=Succeeded,status.phase!=Failed";

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = NoLabels;

    /// <summary>Its IP addresses; empty while it has none.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>True if its network is the node's: it has no NIC of its own.</summary>
    public bool IsHostNetwork { get; init; }

    /// <summary>True once all its containers have ended for good.</summary>
    public bool HasEnded { get; init; }

    /// <summary>Since when its network has been ready, as the server writes times; null if it is not, or not reported (before Kubernetes 1.29).</summary>
    public string? NetworkSince { get; init; }

    /// <summary>When the object was created; null if not known.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Labels of a pod that has none.</summary>
    public static IReadOnlyDictionary<string, string> NoLabels { get; } = new Dictionary<string, string>();

    /// <summary><c>payments/db-0</c>, for messages.</summary>
    public string FullName => $"{Namespace}/{Name}";

    /// <summary>By namespace, name, UID (ordinal).</summary>
    public int CompareTo(ClusterPod? other)
    {
        if (other is null)
        {
            return 1;
        }
        var order = string.CompareOrdinal(Namespace, other.Namespace);
        order = order != 0 ? order : string.CompareOrdinal(Name, other.Name);
        return order != 0 ? order : string.CompareOrdinal(Uid, other.Uid);
    }
}
