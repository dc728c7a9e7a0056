using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>The last spec that the API server gave, as saved on disk.</summary>
/// <param name="Node">Node that it is for.</param>
/// <param name="Uid">UID of the NodeMirror.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="Spec">Its spec.</param>
internal sealed record SavedSpec(string Node, string Uid, long Generation, NodeMirrorSpec Spec)
{
    /// <summary>AddressSets that the spec names, by name, as far as they were known; null if it names none.</summary>
    public IReadOnlyDictionary<string, SavedSet>? AddressSets { get; init; }
}
