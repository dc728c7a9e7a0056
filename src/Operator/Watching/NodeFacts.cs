using K8sMirror.Core.Planning;

namespace K8sMirror.Operator.Watching;

/// <summary>The few facts of a Node that we need; the whole object is some 10 KB, and there may be 5,000.</summary>
/// <param name="Node">What planning looks at.</param>
/// <param name="LostSince">
/// When the control plane gave the node up: its Ready condition is Unknown since then. Null while the kubelet reports, be it that the
/// node is not ready: a node without its pod network mirrors all the same.
/// </param>
internal sealed record NodeFacts(ClusterNode Node, DateTimeOffset? LostSince)
{
    /// <summary>Which boot the node is in; empty: not known.</summary>
    public string BootId { get; init; } = "";

    /// <summary>True when nothing that we look at differs: a kubelet's heartbeat is no change.</summary>
    public static bool Same(NodeFacts a, NodeFacts b) =>
        a.Node.Uid == b.Node.Uid && a.LostSince == b.LostSince && a.BootId == b.BootId
        && a.Node.Labels.Count == b.Node.Labels.Count
        && a.Node.Labels.All(label => b.Node.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
