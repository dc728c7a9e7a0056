using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>
/// A datapath that is in the kernel only while there is something to do. At rest nothing of ours is on the node; the next
/// <see cref="Apply"/> loads it again.
/// </summary>
public sealed class RestingDatapath : IDatapath
{
    private readonly Func<IDatapath> open;
    private readonly Action cleanup;
    private IDatapath? awake;
    private bool isClean;

    /// <summary>Opens at once: what an earlier agent left is adopted, and what this kernel cannot do is known from the start.</summary>
    /// <param name="open">Loads or adopts the datapath.</param>
    /// <param name="cleanup">Removes every trace of it; called when nothing of it is open.</param>
    public RestingDatapath(Func<IDatapath> open, Action cleanup)
    {
        (this.open, this.cleanup) = (open, cleanup);
        awake = open();
        Features = awake.Features;
    }

    /// <inheritdoc/>
    public DatapathFeatures Features { get; }

    /// <inheritdoc/>
    public IReadOnlyList<EdgeOutcome> Apply(IReadOnlyCollection<DesiredEdge> edges)
    {
        try
        {
            isClean = false;
            awake ??= open();
        }
        catch (Exception e) when (KernelFailure.From(e) is { } failure)
        {
            return [.. edges.Select(edge => new EdgeOutcome(edge.Key, failure.Reason, failure.Message))];
        }
        return awake.Apply(edges);
    }

    /// <inheritdoc/>
    public void Rest()
    {
        if (awake is { } datapath)
        {
            // Copying ends in order, before what it stands on is taken away.
            _ = datapath.Apply([]);
            awake = null;
            datapath.Dispose();
        }
        if (!isClean)
        {
            cleanup();
            isClean = true;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<EdgeCounters> ReadCounters() => awake?.ReadCounters() ?? [];

    /// <inheritdoc/>
    public IReadOnlyList<EdgeKey> ReadBrokenEdges() => awake?.ReadBrokenEdges() ?? [];

    /// <inheritdoc/>
    public void Heartbeat(TimeSpan timeToLive) => awake?.Heartbeat(timeToLive);

    /// <inheritdoc/>
    public void Dispose() => awake?.Dispose();
}
