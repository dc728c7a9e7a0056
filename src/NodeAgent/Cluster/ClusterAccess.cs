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

    /// <summary>PEM of a client certificate, with its key in <see cref="ClientKeyPem"/>; null for none.</summary>
    public string? ClientCertificatePem { get; init; }

    /// <summary>PEM of its key.</summary>
    public string? ClientKeyPem { get; init; }
}
