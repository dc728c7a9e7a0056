using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>What nodes that get the same mirrors, and have none of their pods, share; or what one node with such pods gets.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="LeftOut">Indexes, among the planned mirrors, of those that there was no room for.</param>
internal sealed record NodeGroup(NodeMirrorSpec Spec, IReadOnlyList<int> LeftOut);
