namespace K8sMirror.Operator.Uninstalling;

/// <summary>Options of <c>uninstall</c>.</summary>
internal sealed record UninstallOptions
{
    /// <summary>Path of a kubeconfig; if null, the pod's service account, or outside of a pod the user's default kubeconfig.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Namespace of the operator's Deployment and Lease.</summary>
    public string Namespace { get; init; } = InstallationNamespace.Default;

    /// <summary>Name of the operator's Deployment.</summary>
    public string Deployment { get; init; } = "k8smirror-operator";

    /// <summary>Name of the operator's Lease.</summary>
    public string LeaseName { get; init; } = "k8smirror-operator";

    /// <summary>How long others wait for us if we go silent.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the nodes may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Time between two checks of what is left.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMilliseconds(250);
}
