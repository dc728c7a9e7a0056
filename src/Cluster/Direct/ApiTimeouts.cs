namespace K8sMirror.Cluster.Direct;

/// <summary>
/// The agent's timeouts for the API server. Together they bound the time after which a server that disappears without closing its connections counts as
/// unreachable: half a minute.
/// </summary>
public sealed record ApiTimeouts
{
    /// <summary>The agent's values.</summary>
    public static ApiTimeouts Default { get; } = new();

    /// <summary>For connecting.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For a response, and for the start of a watch.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A connection that is silent for this long is probed, and has as long again to answer.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(10);
}
