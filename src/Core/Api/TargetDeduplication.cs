namespace K8sMirror.Core.Api;

/// <summary>A target gets a packet once, even if it passes several hooks of the node.</summary>
public sealed record TargetDeduplication
{
    /// <summary>Shortest <see cref="Window"/> in milliseconds.</summary>
    public const int ShortestMs = 1;

    /// <summary>Longest <see cref="Window"/> in milliseconds.</summary>
    public const int LongestMs = 10_000;

    /// <summary>How long an identical packet counts as the same one: <c>10ms</c>, <c>1s</c>.</summary>
    [MustBeWritten]
    public string Window { get; init => field = value ?? ""; } = "";
}
