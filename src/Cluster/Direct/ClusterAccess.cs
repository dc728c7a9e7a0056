namespace K8sMirror.Cluster.Direct;

/// <summary>How to reach an API server, and as whom. Files are read again when they change: tokens and certificates rotate.</summary>
public sealed record ClusterAccess
{
    /// <summary>The access of a kubeconfig; if it is null, the one that Kubernetes gives each pod.</summary>
    /// <exception cref="ClusterAccessException">Nothing says how to reach a server.</exception>
    public static ClusterAccess Find(string? kubeconfig) => kubeconfig is null ? InCluster.Find() : Kubeconfig.Read(kubeconfig);

    /// <summary>Root of the API.</summary>
    public required Uri Server { get; init; }

    /// <summary>PEM of the authorities to trust; those of the system if this and <see cref="CaPem"/> are null.</summary>
    public string? CaFile { get; init; }

    /// <summary>The same as text.</summary>
    public string? CaPem { get; init; }

    /// <summary>File with a bearer token.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The same as text.</summary>
    public string? Token { get; init; }

    /// <summary>File with the PEM of a client certificate; there is none if this and <see cref="ClientCertificatePem"/> are null.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>The same as text.</summary>
    public string? ClientCertificatePem { get; init; }

    /// <summary>File with the PEM of its key.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>The same as text.</summary>
    public string? ClientKeyPem { get; init; }
}
