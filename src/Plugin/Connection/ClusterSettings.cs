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

    /// <summary>Longest text that is read, in bytes: a page of metrics or a log. Whatever answers in an agent's place can send without end.</summary>
    public long LongestText { get; init; } = 128 << 20;
}
