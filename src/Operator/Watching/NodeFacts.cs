using System.Collections.Frozen;

namespace K8sMirror.Operator.Watching;

/// <summary>The few facts of a Node that we need; the whole object is some 10 KB, and there may be 5,000.</summary>
/// <param name="Name">Name.</param>
/// <param name="Uid">Identity across re-creation.</param>
/// <param name="Labels">Labels.</param>
/// <param name="Ready">True while the kubelet reports; false once the control plane has given it up or it says that it is not ready.</param>
/// <param name="ReadySince">When <paramref name="Ready"/> last changed; null when the node never reported.</param>
internal sealed record NodeFacts(
    string Name, string Uid, FrozenDictionary<string, string> Labels, bool Ready, DateTimeOffset? ReadySince)
{
    /// <summary>True when nothing that we look at differs: a kubelet's heartbeat is no change.</summary>
    public static bool Same(NodeFacts a, NodeFacts b) =>
        a.Uid == b.Uid && a.Ready == b.Ready && a.ReadySince == b.ReadySince
        && a.Labels.Count == b.Labels.Count
        && a.Labels.All(label => b.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
