using K8sMirror.Bpf;

namespace K8sMirror.E2E.Traffic;

/// <summary>Sends numbered frames from behind a NIC, about a thousand a second, until it is told to stop.</summary>
internal sealed class FrameSender : IDisposable
{
    private readonly System.Net.Sockets.Socket _socket;
    private readonly Thread _thread;
    private volatile bool _stop;
    private volatile uint _next;

    /// <summary>Starts at once.</summary>
    public FrameSender(NetNs behind, string nic, uint stream)
    {
        Stream = stream;
        _socket = behind.Run(() => FrameSocket.Open(nic));
        _thread = new Thread(Send) { IsBackground = true, Name = $"frames {stream}" };
        _thread.Start();
    }

    /// <summary>Number of the stream.</summary>
    public uint Stream { get; }

    /// <summary>The number of the frame that is sent next.</summary>
    public uint Next => _next;

    /// <summary>Stops, and returns how many frames were sent: 0 up to, but without, this number.</summary>
    public uint Stop()
    {
        _stop = true;
        _thread.Join();
        return _next;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = Stop();
        _socket.Dispose();
    }

    private void Send()
    {
        var frame = new byte[FrameSocket.Length];
        while (!_stop)
        {
            FrameSocket.Write(frame, Stream, _next);
            try
            {
                _ = _socket.Send(frame);
                _next++;
            }
            catch (System.Net.Sockets.SocketException)
            {
                // The node has no power: nobody is at the other end. The frame was not sent.
            }
            Thread.Sleep(1); // The pace, not a wait for anything.
        }
    }
}
