using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>The plan that nodes share if they get the same mirrors and have none of their pods; or the plan of one node with such pods.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="LeftOut">Indexes, among the planned mirrors, of those without room.</param>
internal sealed record NodeGroup(NodeMirrorSpec Spec, IReadOnlyList<int> LeftOut);
