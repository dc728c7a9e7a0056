namespace K8sMirror.Operator.Checking;

/// <summary>Options of <c>check</c>.</summary>
internal sealed record CheckOptions
{
    /// <summary>Path of a kubeconfig; if null, the pod's service account, or outside of a pod the user's default kubeconfig.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Namespace of the installation.</summary>
    public string Namespace { get; init; } = InstallationNamespace.Default;

    /// <summary>Name of the operator's Deployment.</summary>
    public string Deployment { get; init; } = "k8smirror-operator";

    /// <summary>Name of the agents' DaemonSet.</summary>
    public string DaemonSet { get; init; } = "k8smirror-agent";

    /// <summary>Name of the operator's Lease.</summary>
    public string LeaseName { get; init; } = "k8smirror-operator";

    /// <summary>True: the pods' metrics are scraped, too. Set false if they cannot be reached from here.</summary>
    public bool Metrics { get; init; } = true;

    /// <summary>Timeout for everything to pass.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time between two checks.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);
}
