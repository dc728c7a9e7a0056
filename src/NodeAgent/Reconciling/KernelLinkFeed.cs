using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Queues;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>The NICs of this process's network namespace, by rtnetlink.</summary>
internal sealed class KernelLinkFeed : ILinkFeed
{
    private readonly LinkReader reader = new();
    private readonly RootQueueReader queues = new();
    private LinkMonitor? monitor;

    /// <inheritdoc/>
    public LinkTable Read() => reader.Read();

    /// <inheritdoc/>
    public IReadOnlyDictionary<int, RootQueue> ReadQueues() => queues.Read();

    /// <inheritdoc/>
    public void Start(Action changed) => monitor = new(_ => changed());

    /// <inheritdoc/>
    public void Dispose()
    {
        monitor?.Dispose();
        reader.Dispose();
        queues.Dispose();
    }
}
