namespace K8sMirror.NodeAgent.Cluster;

/// <summary>
/// How long the agent waits for the API server. Together they bound the time after which a server that is cut off, without a word, counts as
/// away: half a minute.
/// </summary>
internal sealed record ApiPatience
{
    /// <summary>What the agent uses.</summary>
    public static ApiPatience Default { get; } = new();

    /// <summary>For a connection.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For the answer to a request, and for the beginning of a watch.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A connection that is silent for this long is asked for a sign of life, and has as long again to give one.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(10);
}
