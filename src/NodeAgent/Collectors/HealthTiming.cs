namespace K8sMirror.NodeAgent.Collectors;

/// <summary>When a collector counts as down, and as up again.</summary>
internal sealed record HealthTiming
{
    /// <summary>From the beginning of one round of checks to that of the next.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What has not answered by then has failed the round.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>
    /// So many failed rounds in a row, and it is down: one lost packet is none, and a collector that dies is found out after 2 s. One round that it
    /// passes, and it is up.
    /// </summary>
    public int FailuresUntilDown { get; init; } = 2;
}
