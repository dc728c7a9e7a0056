namespace K8sMirror.NodeAgent.Cluster;

/// <summary>Which node's object to follow, and how.</summary>
/// <param name="Access">The API server.</param>
/// <param name="Node">Name of the node.</param>
/// <param name="StateFolder">Where the last spec is kept; null: nowhere.</param>
/// <param name="OfflineLimit">Mirroring stops when the API server has been away for this long.</param>
internal sealed record ClusterSettings(ClusterAccess Access, string Node, string? StateFolder, TimeSpan OfflineLimit)
{
    /// <summary>Default of <see cref="OfflineLimit"/>: a weekend, and Monday morning.</summary>
    public static TimeSpan DefaultOfflineLimit { get; } = TimeSpan.FromHours(72);
}
