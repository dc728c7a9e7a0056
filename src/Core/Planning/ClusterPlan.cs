using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>The spec of every node and the result for every mirror.</summary>
/// <param name="Nodes">Spec of each node of the snapshot by its name; nodes with the same sessions share one instance.</param>
/// <param name="Mirrors">Each mirror of the snapshot, sorted by name.</param>
public sealed record ClusterPlan(IReadOnlyDictionary<string, NodeMirrorSpec> Nodes, IReadOnlyList<MirrorPlan> Mirrors);
