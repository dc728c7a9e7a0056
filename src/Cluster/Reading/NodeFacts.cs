using K8sMirror.Core.Planning;

namespace K8sMirror.Cluster.Reading;

/// <summary>The few facts of a Node that matter here: the whole object is some 10 KB, and there may be 5,000.</summary>
/// <param name="Node">What planning looks at.</param>
/// <param name="LostSince">
/// When the control plane gave the node up: its Ready condition is Unknown since then. Null while the kubelet reports, even that the node is not
/// ready: a node without its pod network still mirrors.
/// </param>
public sealed record NodeFacts(ClusterNode Node, DateTimeOffset? LostSince)
{
    /// <summary>Name of the node.</summary>
    public string Name => Node.Name;

    /// <summary>Which boot the node is in; empty if not known.</summary>
    public string BootId { get; init; } = "";

    /// <summary>True while the kubelet says that the node is ready.</summary>
    public bool IsReady { get; init; }

    /// <summary>True if the two do not differ in what the operator looks at: neither a heartbeat nor readiness is a change for it.</summary>
    public static bool Same(NodeFacts a, NodeFacts b) =>
        a.Node.Uid == b.Node.Uid && a.LostSince == b.LostSince && a.BootId == b.BootId
        && a.Node.Labels.Count == b.Node.Labels.Count
        && a.Node.Labels.All(label => b.Node.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
