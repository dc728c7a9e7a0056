using K8sMirror.Core.Planning;

namespace K8sMirror.Cluster.Reading;

/// <summary>The few facts of a Node that matter here: the whole object is some 10 KB, and there may be 5,000.</summary>
/// <param name="Node">What planning needs.</param>
/// <param name="LostSince">
/// Since when the node's Ready condition is Unknown: the control plane has lost the node. Null while the kubelet reports, even that the node is not ready: a
/// node without its pod network still mirrors.
/// </param>
public sealed record NodeFacts(ClusterNode Node, DateTimeOffset? LostSince)
{
    /// <summary>Name of the node.</summary>
    public string Name => Node.Name;

    /// <summary>Boot ID of the node; empty if not known.</summary>
    public string BootId { get; init; } = "";

    /// <summary>True while the kubelet reports that the node is ready.</summary>
    public bool IsReady { get; init; }

    /// <summary>True if both are equal to the operator, which ignores heartbeats and readiness.</summary>
    public static bool Same(NodeFacts a, NodeFacts b) =>
        a.Node.Uid == b.Node.Uid && a.LostSince == b.LostSince && a.BootId == b.BootId
        && a.Node.Labels.Count == b.Node.Labels.Count
        && a.Node.Labels.All(label => b.Node.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
