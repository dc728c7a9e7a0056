namespace K8sMirror.NodeAgent.Cluster;

/// <summary>How to reach an API server, and as whom. Files are read again when they change: tokens and certificates rotate.</summary>
internal sealed record ClusterAccess
{
    /// <summary>Root of the API.</summary>
    public required Uri Server { get; init; }

    /// <summary>PEM of the authorities to trust; null with no <see cref="CaPem"/>: the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>The same as text.</summary>
    public string? CaPem { get; init; }

    /// <summary>File with a bearer token.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The same as text.</summary>
    public string? Token { get; init; }

    /// <summary>File with the PEM of a client certificate; null with no <see cref="ClientCertificatePem"/> for none.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>The same as text.</summary>
    public string? ClientCertificatePem { get; init; }

    /// <summary>File with the PEM of its key.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>The same as text.</summary>
    public string? ClientKeyPem { get; init; }
}
