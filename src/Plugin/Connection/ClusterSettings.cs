namespace K8sMirror.Plugin.Connection;

/// <summary>Which cluster, and as whom: kubectl's own flags. Null or empty: as the kubeconfig says.</summary>
internal sealed record ClusterSettings
{
    public string? Kubeconfig { get; init; }

    public string? Context { get; init; }

    public string? Cluster { get; init; }

    public string? User { get; init; }

    public string? Server { get; init; }

    public string? Token { get; init; }

    public string? CertificateAuthority { get; init; }

    public bool SkipTlsVerify { get; init; }

    public string? As { get; init; }

    public IReadOnlyList<string> AsGroups { get; init; } = [];

    /// <summary>Where K8sMirror is installed; null: looked for in all namespaces.</summary>
    public string? Namespace { get; init; }

    /// <summary>Patience for one request.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
