using K8sMirror.Core.Api;

namespace K8sMirror.Core.Status;

/// <summary>What is known about one mirror on one node that its selector matches.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="IsCurrent">True if the agent's status is about the mirror as it is in the NodeMirror's current spec.</param>
/// <param name="IsSilent">True if the agent has been silent for longer than the grace period; the caller decides.</param>
/// <param name="Session">The agent's report on the mirror, or null.</param>
public sealed record NodeReport(string Node, bool IsCurrent, bool IsSilent, SessionStatus? Session)
{
    /// <summary>Human-readable: why the agent counts as silent, or since when its report is missing. Empty if there is nothing to add.</summary>
    public string Why { get; init; } = "";

    /// <summary>Number of the sources' pods in the node's session as it is planned now.</summary>
    public int Pods { get; init; }

    /// <summary>True if the operator left the mirror out of the NodeMirror, which has no room for it; then the rest does not matter.</summary>
    public bool IsLeftOut { get; init; }

    /// <summary>Report of a node whose NodeMirror has no room for the mirror.</summary>
    public static NodeReport LeftOut(string node) => new(node, true, false, null) { IsLeftOut = true };

    /// <summary>Reads the report from a NodeMirror.</summary>
    /// <param name="node">Name of the node.</param>
    /// <param name="nodeMirror">The node's object, or null if there is none yet.</param>
    /// <param name="mirror">Name of the mirror.</param>
    /// <param name="bootId">Boot ID of the node; empty if not known. A report from another boot says nothing about the current state.</param>
    /// <param name="silence">Why the agent counts as silent; null means it does not.</param>
    /// <param name="since">
    /// First generation of the NodeMirror that has the mirror as it is now; reports on earlier ones do not count. Null means the current generation.
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
