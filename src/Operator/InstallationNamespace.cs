using k8s;

namespace K8sMirror.Operator;

/// <summary>The namespace that all commands mean if none is given.</summary>
internal static class InstallationNamespace
{
    /// <summary>What the documentation installs into.</summary>
    public const string Default = "k8smirror";

    /// <summary>As <c>--help</c> says it.</summary>
    public const string Help = $"Default: the pod's own, or that of the kubeconfig, or {Default}.";

    private const string OfPod = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

    /// <summary>The one that was asked for, or the pod's own, or the kubeconfig's, or <see cref="Default"/>.</summary>
    public static string Of(string? asked, KubernetesClientConfiguration configuration) =>
        asked is { Length: > 0 } ? asked
        : File.Exists(OfPod) ? File.ReadAllText(OfPod).Trim()
        : configuration.Namespace is { Length: > 0 } named ? named
        : Default;
}
