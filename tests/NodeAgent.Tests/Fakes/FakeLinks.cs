using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Queues;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Tests.Fakes;

/// <summary>NICs that a test plugs and pulls.</summary>
internal sealed class FakeLinks(LinkTable table) : ILinkFeed
{
    private volatile LinkTable table = table;
    private Action? changed;

    public LinkTable Read() => table;

    /// <summary>Their queue disciplines; none unless a test says so.</summary>
    public IReadOnlyList<RootQueue> Queues { get; set; } = [];

    /// <summary>Thrown while set, instead of them.</summary>
    public Exception? QueueFailure { get; set; }

    public IReadOnlyDictionary<int, RootQueue> ReadQueues() => QueueFailure is null ? Queues.ToDictionary(q => q.Index) : throw QueueFailure;

    public void Start(Action changed) => this.changed = changed;

    /// <summary>The kernel now has these, and says so.</summary>
    public void Become(LinkTable next)
    {
        table = next;
        changed?.Invoke();
    }

    public void Dispose()
    {
    }
}
