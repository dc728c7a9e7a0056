namespace K8sMirror.Core.Api;

/// <summary>A target gets a packet once, however many hooks of the node it passes.</summary>
public sealed record TargetDeduplication
{
    /// <summary>Shortest <see cref="Window"/> in milliseconds.</summary>
    public const int ShortestMs = 1;

    /// <summary>Longest <see cref="Window"/> in milliseconds.</summary>
    public const int LongestMs = 10_000;

    /// <summary>For how long a packet that looks the same is the same one: <c>10ms</c>, <c>1s</c>.</summary>
    [MustBeWritten]
    public string Window { get; init => field = value ?? ""; } = "";
}
