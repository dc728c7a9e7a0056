namespace K8sMirror.Cluster.Direct;

/// <summary>
/// How long the agent waits for the API server. Together they bound the time after which a server that is cut off without closing its connections counts as
/// away: half a minute.
/// </summary>
public sealed record ApiTimeouts
{
    /// <summary>What the agent uses.</summary>
    public static ApiTimeouts Default { get; } = new();

    /// <summary>For a connection.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For the answer to a request, and for the beginning of a watch.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A connection that is silent for this long is probed, and has as long again to answer.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(10);
}
