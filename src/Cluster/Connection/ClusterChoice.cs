namespace K8sMirror.Cluster.Connection;

/// <summary>Which cluster to connect to, and as whom, by kubectl's own flags. Null or empty: as the kubeconfig says.</summary>
public record ClusterChoice
{
    /// <summary>Path of a kubeconfig; if null, the files of <c>KUBECONFIG</c>, or <c>~/.kube/config</c>.</summary>
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

    /// <summary>True to accept any certificate of the server.</summary>
    public bool SkipTlsVerify { get; init; }
}
