using K8sMirror.Bpf.Netlink;
using static K8sMirror.Bpf.Hooks.ClsactAbi;

namespace K8sMirror.Bpf.Queues;

/// <summary>Reads the queue disciplines in the network namespace in which it was opened, from any thread. Not thread-safe.</summary>
public sealed class RootQueueReader : IDisposable
{
    private readonly NetlinkSocket socket = new(NetlinkSocket.Route);

    /// <summary>By interface index; an interface that has never been up has none.</summary>
    /// <exception cref="KernelException">EAGAIN: they kept changing while they were read.</exception>
    public IReadOnlyDictionary<int, RootQueue> Read()
    {
        // A dump lists those of all interfaces, whatever interface the request names. A request for a single one (no dump) would be
        // announced to everyone who listens for changes of queue disciplines.
        var request = new NetlinkMessage(RTM_GETQDISC, NetlinkMessage.Dump).Add(new Header());
        var queues = new Dictionary<int, RootQueue>();
        foreach (var queue in socket.DumpAll(request, RootQueueMessages.Parse, "list the queue disciplines"))
        {
            queues[queue.Index] = queue;
        }
        return queues;
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
