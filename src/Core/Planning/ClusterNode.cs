namespace K8sMirror.Core.Planning;

/// <summary>A Kubernetes Node, as far as planning looks at it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Uid">UID; empty stand-alone.</param>
/// <param name="Labels">Labels.</param>
public sealed record ClusterNode(string Name, string Uid, IReadOnlyDictionary<string, string> Labels);
