using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Specs;

/// <summary>The line given as <c>--mirror</c>: never changes, and its status is read with <c>status</c>.</summary>
internal sealed class LineSpecSource(string line, IReadOnlyCollection<TrafficMirror> mirrors, string host, TimeProvider time) : ISpecSource
{
    /// <inheritdoc/>
    public string Description => $"--mirror {line}";

    /// <inheritdoc/>
    public string? Problem => null;

    /// <inheritdoc/>
    public Task WatchAsync(Action<SpecSnapshot> publish, CancellationToken cancellation)
    {
        publish(StandAlonePlan.Make(mirrors, host, generation: 1, writtenAt: time.GetUtcNow()));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Report(NodeMirrorStatus status)
    {
    }
}
