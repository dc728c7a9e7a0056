using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Operator.Reconciling;

/// <summary>One write that brings a NodeMirror to its plan.</summary>
/// <param name="Node">The node to write for; null to delete.</param>
/// <param name="Spec">What to write; null to delete.</param>
/// <param name="Current">The object as it was when this was decided; null to create it.</param>
internal sealed record NodeMirrorChange(ClusterNode? Node, NodeMirrorSpec? Spec, NodeMirror? Current)
{
    /// <summary>Name of the NodeMirror, which is the node's.</summary>
    public string Name => Current?.Metadata.Name ?? Node!.Name;
}
