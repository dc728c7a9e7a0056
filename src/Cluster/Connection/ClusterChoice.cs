namespace K8sMirror.Cluster.Connection;

/// <summary>Which cluster, and as whom, by kubectl's own flags. What is null or empty is as the kubeconfig says.</summary>
public record ClusterChoice
{
    /// <summary>Path of a kubeconfig; if null, those of <c>KUBECONFIG</c>, or <c>~/.kube/config</c>.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Name of a context.</summary>
    public string? Context { get; init; }

    /// <summary>Name of a cluster, instead of the context's.</summary>
    public string? Cluster { get; init; }

    /// <summary>Name of a user, instead of the context's.</summary>
    public string? User { get; init; }

    /// <summary>URL of the API server, instead of the cluster's.</summary>
    public string? Server { get; init; }

    /// <summary>Bearer token, instead of the user's credentials.</summary>
    public string? Token { get; init; }

    /// <summary>File with the authorities to trust.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>True: any certificate of the server will do.</summary>
    public bool SkipTlsVerify { get; init; }
}
