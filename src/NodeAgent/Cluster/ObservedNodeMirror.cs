using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>A NodeMirror as the API server (or the state on disk) has it.</summary>
/// <param name="Uid">Identity.</param>
/// <param name="ResourceVersion">Opaque version.</param>
/// <param name="Generation">Counts changes of the spec.</param>
/// <param name="Spec">What is wanted.</param>
/// <param name="WrittenAt">When the operator wrote it; null if it does not say.</param>
/// <param name="Status">The current status; null if there is none that this version can read.</param>
internal sealed record ObservedNodeMirror(string Uid, string ResourceVersion, long Generation, NodeMirrorSpec Spec, DateTimeOffset? WrittenAt, NodeMirrorStatus? Status)
{
    /// <summary>Sessions that are not in <see cref="Spec"/>, because this version cannot read what they select.</summary>
    public IReadOnlyList<SessionStatus> Rejected { get; init; } = [];
}
