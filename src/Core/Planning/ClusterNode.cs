namespace K8sMirror.Core.Planning;

/// <summary>A Kubernetes Node, as far as planning needs it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Uid">UID; empty in stand-alone mode.</param>
/// <param name="Labels">Labels.</param>
public sealed record ClusterNode(string Name, string Uid, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>Label selector of the Nodes to plan: no agent runs on Windows. Kubelets set this label since Kubernetes 1.14.</summary>
    public const string LabelSelector = "kubernetes.io/os!=windows";
}
