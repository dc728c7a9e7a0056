using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>The result of the loop's last pass: one immutable picture for status, metrics and probes.</summary>
/// <param name="Generation">Generation of the spec that was applied.</param>
/// <param name="Status">Facts about each session and edge.</param>
/// <param name="Edges">What the datapath applies.</param>
/// <param name="Warnings">What may be unexpected.</param>
/// <param name="CompletedAt">When the pass ended.</param>
internal sealed record AgentView(
    long Generation, NodeMirrorStatus Status, IReadOnlyList<DesiredEdge> Edges, IReadOnlyList<PlanWarning> Warnings, DateTimeOffset CompletedAt)
{
    /// <summary>The spec, with NICs in place of pods.</summary>
    public NodeMirrorSpec Spec { get; init; } = new();

    /// <summary>The collectors that it names, by target and NIC.</summary>
    public IReadOnlyList<CollectorReach> Collectors { get; init; } = [];

    /// <summary>The pods behind sources.</summary>
    public IReadOnlyList<MirroredPod> Pods { get; init; } = [];

    /// <summary>AddressSets that it names and that exist.</summary>
    public PrefixSets Sets { get; init; } = PrefixSets.None;

    /// <summary>When another pass can find pods that this one did not; null if it found all.</summary>
    public TimeSpan? LookAgain { get; init; }
}
