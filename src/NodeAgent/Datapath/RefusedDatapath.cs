using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Vitals;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>The datapath of a kernel that cannot run it: each edge gets the reason, and nothing is touched.</summary>
internal sealed class RefusedDatapath(KernelFailure failure) : IDatapath
{
    /// <inheritdoc/>
    public DatapathFeatures Features { get; } = new(KernelRelease.Read(), "", [failure.Message]) { Refusal = failure };

    /// <inheritdoc/>
    public IReadOnlyList<EdgeOutcome> Apply(IReadOnlyCollection<DesiredEdge> edges) =>
        [.. edges.Select(edge => new EdgeOutcome(edge.Key, failure.Reason, failure.Message))];

    /// <inheritdoc/>
    public IReadOnlyList<EdgeCounters> ReadCounters() => [];

    /// <inheritdoc/>
    public IReadOnlyList<EdgeKey> ReadBrokenEdges() => [];

    /// <inheritdoc/>
    public DatapathVitals ReadVitals() => DatapathVitals.None;

    /// <inheritdoc/>
    public void OnAlarm(Action alarmed)
    {
        // There is no breaker that could raise one.
    }

    /// <inheritdoc/>
    public bool Examine() => false;

    /// <inheritdoc/>
    public void Heartbeat(TimeSpan timeToLive)
    {
        // What an earlier agent left in the kernel ends with its deadline: this one could not change it any more.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is open.
    }
}
