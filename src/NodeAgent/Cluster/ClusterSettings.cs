using K8sMirror.Cluster.Direct;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>Which node's object to follow, and how.</summary>
/// <param name="Access">The API server.</param>
/// <param name="Node">Name of the node.</param>
/// <param name="StateFolder">Where the last spec is kept; null for nowhere.</param>
/// <param name="OfflineLimit">Mirroring stops if the API server has been unreachable for this long.</param>
internal sealed record ClusterSettings(ClusterAccess Access, string Node, string? StateFolder, TimeSpan OfflineLimit)
{
    /// <summary>Which boot of the node this is; empty if not known.</summary>
    public string BootId { get; init; } = "";

    /// <summary>How long to wait for the API server.</summary>
    public ApiTimeouts Timeouts { get; init; } = ApiTimeouts.Default;

    /// <summary>Default of <see cref="OfflineLimit"/>: a weekend, and Monday morning.</summary>
    public static TimeSpan DefaultOfflineLimit { get; } = TimeSpan.FromHours(72);

    /// <summary>
    /// Reads <see cref="BootId"/> where the kubelet does; before that, from the file <c>boot_id</c> in the state folder: a node that is no more
    /// than a set of namespaces shares the machine's kernel and can tell its own boots there.
    /// </summary>
    public static string ReadBootId(string? stateFolder)
    {
        var own = stateFolder is null ? null : Path.Combine(stateFolder, "boot_id");
        try
        {
            return File.ReadAllText(own is not null && File.Exists(own) ? own : "/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
