using System.Net.Sockets;
using K8sMirror.Bpf;

namespace K8sMirror.E2E.Traffic;

/// <summary>Counts, by stream and number, every frame that arrives behind a NIC.</summary>
internal sealed class FrameCapture : IDisposable
{
    private readonly Dictionary<(uint Stream, uint Number), int> _seen = [];
    private readonly Socket _socket;
    private readonly Thread _thread;
    private volatile bool _stop;

    /// <summary>Starts at once.</summary>
    public FrameCapture(NetNs behind, string nic)
    {
        _socket = behind.Run(() => FrameSocket.Open(nic));
        _socket.ReceiveTimeout = 100;
        _thread = new Thread(Receive) { IsBackground = true, Name = $"capture {nic}" };
        _thread.Start();
    }

    /// <summary>How many copies of a frame came.</summary>
    public int CopiesOf(uint stream, uint number)
    {
        lock (_seen)
        {
            return _seen.GetValueOrDefault((stream, number));
        }
    }

    /// <summary>How many copies of a stream came from a number on.</summary>
    public int Count(uint stream, uint from = 0)
    {
        lock (_seen)
        {
            return _seen.Where(entry => entry.Key.Stream == stream && entry.Key.Number >= from).Sum(entry => entry.Value);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop = true;
        _thread.Join();
        _socket.Dispose();
    }

    private void Receive()
    {
        var buffer = new byte[2048];
        while (!_stop)
        {
            try
            {
                var length = _socket.Receive(buffer);
                if (length >= 22)
                {
                    var frame = FrameSocket.Read(buffer);
                    lock (_seen)
                    {
                        _seen[frame] = _seen.GetValueOrDefault(frame) + 1;
                    }
                }
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock or SocketError.NetworkDown)
            {
                // Nothing came for a while, or the NIC went down with its node.
            }
        }
    }
}
