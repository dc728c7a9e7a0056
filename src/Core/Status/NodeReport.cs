using K8sMirror.Core.Api;

namespace K8sMirror.Core.Status;

/// <summary>What is known about one mirror on one node that its selector matches.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="IsCurrent">True if the agent's status speaks of the NodeMirror's present spec.</param>
/// <param name="IsSilent">True if the agent has not been heard for longer than the grace; the caller decides.</param>
/// <param name="Session">What the agent says about the mirror, or null.</param>
public sealed record NodeReport(string Node, bool IsCurrent, bool IsSilent, SessionStatus? Session)
{
    /// <summary>Takes the report out of a NodeMirror.</summary>
    /// <param name="node">Name of the node.</param>
    /// <param name="nodeMirror">The node's object, or null if there is none yet.</param>
    /// <param name="mirror">Name of the mirror.</param>
    /// <param name="isSilent">As <see cref="IsSilent"/>.</param>
    public static NodeReport Of(string node, NodeMirror? nodeMirror, string mirror, bool isSilent)
    {
        var status = nodeMirror?.Status;
        return new(
            node,
            status is not null && status.ObservedGeneration == nodeMirror!.Metadata.Generation,
            isSilent,
            status?.Sessions.FirstOrDefault(s => s.Mirror == mirror));
    }
}
