using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Tests.Fakes;

/// <summary>A spec source that records reports.</summary>
internal sealed class FakeSource : ISpecSource
{
    public string Description => "a test";

    public string? Problem { get; set; }

    public bool? IsConnected { get; set; } = true;

    public NodeMirrorStatus? Reported { get; private set; }

    public Task WatchAsync(Action<SpecSnapshot> publish, CancellationToken cancellation) => Task.CompletedTask;

    public void Report(NodeMirrorStatus status) => Reported = status;
}
