namespace K8sMirror.NodeAgent.Collectors;

/// <summary>When a collector counts as down, and as up again.</summary>
internal sealed record HealthTiming
{
    /// <summary>From the start of one round of checks to the next.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Collectors that have not answered by then have failed the round.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>
    /// Failed rounds in a row until it is down: one lost packet does not matter, and a dead collector is detected after 2 s. One round that it
    /// passes, and it is up.
    /// </summary>
    public int FailuresUntilDown { get; init; } = 2;
}
