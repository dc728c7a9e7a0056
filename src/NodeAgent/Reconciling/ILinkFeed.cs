using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Queues;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>The network namespace's NICs: reads them all, and notifies of changes.</summary>
internal interface ILinkFeed : IDisposable
{
    /// <summary>Reads all NICs from the kernel.</summary>
    LinkTable Read();

    /// <summary>Reads their queue disciplines, by interface index.</summary>
    IReadOnlyDictionary<int, RootQueue> ReadQueues();

    /// <summary>Starts to call <paramref name="changed"/>, from any thread, after each change (or burst of changes).</summary>
    void Start(Action changed);
}
