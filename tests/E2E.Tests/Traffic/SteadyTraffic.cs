using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Traffic;

/// <summary>Small and large frames into NICs of the cluster's nodes, each frame another one, from now until disposed.</summary>
internal sealed class SteadyTraffic : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private readonly List<(TestNetNs Behind, FrameSender Sender)> _senders = [];
    private readonly Thread _thread;
    private volatile bool _stop;

    /// <summary>Starts at once.</summary>
    public SteadyTraffic(IEnumerable<(TestNode Node, string Nic)> nics)
    {
        foreach (var (node, nic) in nics)
        {
            var behind = node.Behind(nic);
            _senders.Add((behind, new(behind, nic)));
        }
        _thread = new Thread(Send) { IsBackground = true, Name = "steady traffic" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop = true;
        _thread.Join();
        foreach (var (behind, sender) in _senders)
        {
            sender.Dispose();
            behind.Dispose();
        }
    }

    private void Send()
    {
        for (var number = 0UL; !_stop; number++)
        {
            foreach (var (_, sender) in _senders)
            {
                _ = sender.TrySend(Frame(number, 60));
                _ = sender.TrySend(Frame(number, 1400));
            }
            Thread.Sleep(Pace); // The pace, not a wait for anything.
        }
    }

    private static byte[] Frame(ulong number, int length) => new PacketBuilder().EtherType(0x88b5).Numbered(number).PadTo(length).Build();
}
