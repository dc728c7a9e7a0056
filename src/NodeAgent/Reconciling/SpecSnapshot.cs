using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>One state of the node's spec.</summary>
/// <param name="Spec">The whole spec.</param>
/// <param name="Generation">Counts changes; the API server's generation in a cluster, stand-alone our own counter.</param>
/// <param name="WrittenAt">When its author wrote it, where that is known: apply latency is measured from here.</param>
/// <param name="Rejected">Mirrors that were refused before they came to the datapath planner; in a cluster only those of which this agent cannot read what they select or send.</param>
internal sealed record SpecSnapshot(
    NodeMirrorSpec Spec, long Generation, DateTimeOffset? WrittenAt, IReadOnlyList<SessionStatus> Rejected)
{
    /// <summary>AddressSets that the sessions name and that exist.</summary>
    public PrefixSets Sets { get; init; } = PrefixSets.None;
}
