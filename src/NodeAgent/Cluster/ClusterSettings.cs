namespace K8sMirror.NodeAgent.Cluster;

/// <summary>Which node's object to follow, and how.</summary>
/// <param name="Access">The API server.</param>
/// <param name="Node">Name of the node.</param>
/// <param name="StateFolder">Where the last spec is kept; null: nowhere.</param>
/// <param name="OfflineLimit">Mirroring stops when the API server has been away for this long.</param>
internal sealed record ClusterSettings(ClusterAccess Access, string Node, string? StateFolder, TimeSpan OfflineLimit)
{
    /// <summary>Where a kubelet finds what it reports as <c>status.nodeInfo.bootID</c>, unless it is told otherwise.</summary>
    public const string DefaultBootIdFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>Which boot of the node this is; empty: not known.</summary>
    public string BootId { get; init; } = "";

    /// <summary>Default of <see cref="OfflineLimit"/>: a weekend, and Monday morning.</summary>
    public static TimeSpan DefaultOfflineLimit { get; } = TimeSpan.FromHours(72);

    /// <summary>Reads <see cref="BootId"/>.</summary>
    public static string ReadBootId(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
