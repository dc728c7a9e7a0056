namespace K8sMirror.Core.Planning;

/// <summary>A Kubernetes Node, as far as planning looks at it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Uid">UID; empty stand-alone.</param>
/// <param name="Labels">Labels.</param>
public sealed record ClusterNode(string Name, string Uid, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>Selects, by their labels, the Nodes that count: no agent runs on Windows. Kubelets set this label (Kubernetes 1.14).</summary>
    public const string LabelSelector = "kubernetes.io/os!=windows";
}
