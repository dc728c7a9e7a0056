using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Queues;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Tests.Fakes;

/// <summary>NICs that a test adds and removes.</summary>
internal sealed class FakeLinks(LinkTable table) : ILinkFeed
{
    private volatile LinkTable table = table;
    private Action? changed;

    public LinkTable Read() => table;

    /// <summary>Their queue disciplines; none unless a test sets them.</summary>
    public IReadOnlyList<RootQueue> Queues { get; set; } = [];

    /// <summary>While set, thrown instead of returning them.</summary>
    public Exception? QueueFailure { get; set; }

    public IReadOnlyDictionary<int, RootQueue> ReadQueues() => QueueFailure is null ? Queues.ToDictionary(q => q.Index) : throw QueueFailure;

    public void Start(Action changed) => this.changed = changed;

    /// <summary>Replaces the links and announces the change.</summary>
    public void Become(LinkTable next)
    {
        table = next;
        changed?.Invoke();
    }

    public void Dispose()
    {
    }
}
