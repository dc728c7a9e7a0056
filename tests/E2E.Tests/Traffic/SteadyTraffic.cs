using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Traffic;

/// <summary>Sends small and large frames to NICs of the cluster's nodes, all of them different, from now until disposed.</summary>
internal sealed class SteadyTraffic : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private readonly List<(TestNetNs Behind, FrameSender Sender)> senders = [];
    private readonly Thread thread;
    private volatile bool stop;

    /// <summary>Starts at once.</summary>
    public SteadyTraffic(IEnumerable<(TestNode Node, string Nic)> nics)
    {
        foreach (var (node, nic) in nics)
        {
            var behind = node.Behind(nic);
            senders.Add((behind, new(behind, nic)));
        }
        thread = new Thread(Send) { IsBackground = true, Name = "steady traffic" };
        thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stop = true;
        thread.Join();
        foreach (var (behind, sender) in senders)
        {
            sender.Dispose();
            behind.Dispose();
        }
    }

    private void Send()
    {
        for (var number = 0UL; !stop; number++)
        {
            foreach (var (_, sender) in senders)
            {
                _ = sender.TrySend(Frame(number, 60));
                _ = sender.TrySend(Frame(number, 1400));
            }
            Thread.Sleep(Pace); // The send rate, not a wait for anything.
        }
    }

    private static byte[] Frame(ulong number, int length) => new PacketBuilder().EtherType(0x88b5).Numbered(number).PadTo(length).Build();
}
