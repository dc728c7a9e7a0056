using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Operator.Reconciling;

/// <summary>One write that brings a NodeMirror to its plan.</summary>
/// <param name="Name">Name of the NodeMirror.</param>
/// <param name="Node">The node to apply for; null: delete.</param>
/// <param name="Spec">What to apply; null: delete.</param>
/// <param name="Uid">The object to delete; null: apply.</param>
internal sealed record NodeMirrorChange(string Name, ClusterNode? Node, NodeMirrorSpec? Spec, string? Uid);
