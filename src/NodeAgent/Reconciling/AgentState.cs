namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>The loop's state for other threads. Written only by the loop; each read sees one whole picture.</summary>
internal sealed class AgentState(TimeProvider time)
{
    private readonly TaskCompletionSource firstPass = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile AgentView? view;
    private volatile string? error;
    private long lastBeat = time.GetTimestamp();

    /// <summary>When the agent started.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>Called on the loop's thread before a new view is there for others to see.</summary>
    public event Action<AgentView>? Showing;

    /// <summary>The last completed pass, or null before the first.</summary>
    public AgentView? View => view;

    /// <summary>Done once a pass has completed.</summary>
    public Task FirstPass => firstPass.Task;

    /// <summary>Why the last pass failed, or null if it completed.</summary>
    public string? Error
    {
        get => error;
        set => error = value;
    }

    /// <summary>Time since the loop's last round: if it is long, the loop hangs.</summary>
    public TimeSpan SinceLastTurn => time.GetElapsedTime(Interlocked.Read(ref lastBeat));

    /// <summary>A pass has completed.</summary>
    public void Show(AgentView next)
    {
        Showing?.Invoke(next);
        view = next;
        firstPass.TrySetResult();
    }

    /// <summary>The loop turns.</summary>
    public void Turned() => Interlocked.Exchange(ref lastBeat, time.GetTimestamp());
}
