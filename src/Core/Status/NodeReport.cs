using K8sMirror.Core.Api;

namespace K8sMirror.Core.Status;

/// <summary>What is known about one mirror on one node that its selector matches.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="IsCurrent">True if the agent's status speaks of what the NodeMirror's present spec has of the mirror.</param>
/// <param name="IsSilent">True if the agent has not been heard for longer than the grace; the caller decides.</param>
/// <param name="Session">What the agent says about the mirror, or null.</param>
public sealed record NodeReport(string Node, bool IsCurrent, bool IsSilent, SessionStatus? Session)
{
    /// <summary>Human-readable: why the agent counts as silent, or since when its report is missing. Empty: there is no more to say.</summary>
    public string Why { get; init; } = "";

    /// <summary>How many pods of the mirror's sources stand in the node's session, as it is planned now.</summary>
    public int Pods { get; init; }

    /// <summary>True if the operator left the mirror out of the NodeMirror, which has no room for it; then the rest does not matter.</summary>
    public bool IsLeftOut { get; init; }

    /// <summary>Of a node whose NodeMirror has no room for the mirror.</summary>
    public static NodeReport LeftOut(string node) => new(node, true, false, null) { IsLeftOut = true };

    /// <summary>Takes the report out of a NodeMirror.</summary>
    /// <param name="node">Name of the node.</param>
    /// <param name="nodeMirror">The node's object, or null if there is none yet.</param>
    /// <param name="mirror">Name of the mirror.</param>
    /// <param name="bootId">Which boot the node is in; empty: not known. What the agent said in another one says nothing about the node as it is.</param>
    /// <param name="silence">Why the agent counts as silent; null means it does not.</param>
    /// <param name="since">
    /// Since which generation of the NodeMirror the mirror has been in it as it is now; what was said of an earlier one does not count. Null means the present one.
    /// </param>
    public static NodeReport Of(string node, NodeMirror? nodeMirror, string mirror, string bootId, string? silence, long? since = null)
    {
        var status = nodeMirror?.Status;
        var saidIn = status?.Kernel.BootID ?? "";
        var isOfThisBoot = saidIn.Length == 0 || bootId.Length == 0 || saidIn == bootId;
        return new(
            node,
            status is not null && isOfThisBoot && status.ObservedGeneration >= (since ?? nodeMirror!.Metadata.Generation)
                && status.ObservedGeneration <= nodeMirror!.Metadata.Generation,
            silence is not null,
            status?.Sessions.FirstOrDefault(s => s.Mirror == mirror))
        {
            Why = silence ?? (isOfThisBoot ? "" : "since the node booted"),
        };
    }
}
