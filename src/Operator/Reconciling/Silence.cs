using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;

namespace K8sMirror.Operator.Reconciling;

/// <summary>
/// Whether a node still answers, from state alone: no timer is lost in a restart, and every replica gets the same result.
/// </summary>
internal static class Silence
{
    /// <summary>True when the agent has applied the latest spec.</summary>
    public static bool IsCurrent(NodeMirror mirror) => mirror.Status is { } status && status.ObservedGeneration >= mirror.Metadata.Generation;

    /// <summary>
    /// When the node counts (or began to count) as silent: <paramref name="grace"/> after the control plane gave it up, or after a
    /// spec was written that its agent has not applied; whichever is first. Null if it answers.
    /// </summary>
    public static DateTimeOffset? Since(NodeMirror? mirror, NodeFacts node, TimeSpan grace)
    {
        var lost = node.LostSince + grace;
        var behind = mirror is null ? null : BehindSince(mirror) + grace;
        return lost is null || behind < lost ? behind ?? lost : lost;
    }

    /// <summary>When the first of the specs was written that the agent has not applied; null if it has applied the latest.</summary>
    public static DateTimeOffset? BehindSince(NodeMirror mirror) =>
        IsCurrent(mirror) ? null
            : Reconciling.BehindSince.Read(mirror) ?? SpecWrittenAt.Read(mirror.Metadata) ?? mirror.Metadata.CreationTimestamp;
}
