using K8sMirror.Cluster.Connection;

namespace K8sMirror.Plugin.Connection;

/// <summary>Which cluster to connect to, as whom, and the timeout.</summary>
internal sealed record ClusterSettings : ClusterChoice
{
    /// <summary>User to impersonate.</summary>
    public string? As { get; init; }

    /// <summary>Groups to impersonate.</summary>
    public IReadOnlyList<string> AsGroups { get; init; } = [];

    /// <summary>Where K8sMirror is installed; null to search all namespaces.</summary>
    public string? Namespace { get; init; }

    /// <summary>Timeout per request.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
