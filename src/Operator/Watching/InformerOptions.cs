namespace K8sMirror.Operator.Watching;

/// <summary>Timing of an informer.</summary>
internal sealed record InformerOptions
{
    /// <summary>How long the server keeps one watch open, at least; the real value is drawn between this and twice this.</summary>
    public TimeSpan WatchFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A watch without an event or bookmark for this long may be dead, and is opened again (most servers send a bookmark about every minute).</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long one page of a list may take.</summary>
    public TimeSpan ListTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>First delay after a failure.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest delay after failures.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(15);
}
