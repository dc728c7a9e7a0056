using System.Net;
using System.Net.Sockets;

namespace K8sMirror.NodeAgent.Collectors;

/// <summary>One check of one collector, by a non-blocking socket.</summary>
internal abstract class HealthProbe : IDisposable
{
    /// <summary>The socket to wait for; null after the result is known.</summary>
    public Socket? Socket { get; private set; }

    /// <summary>What failed, human-readable; empty: nothing, or not yet known.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>True to wait until the socket is writable, false until it is readable.</summary>
    public abstract bool WaitsForWrite { get; }

    /// <summary>The socket is writable or readable, or has failed.</summary>
    public abstract void GoOn();

    /// <summary>The time is over.</summary>
    public abstract void TimeOut(TimeSpan after);

    /// <inheritdoc/>
    public void Dispose()
    {
        Socket?.Dispose();
        Socket = null;
    }

    /// <summary>Takes over a socket and binds it to the source address.</summary>
    protected void Open(Socket socket, IPAddress? source)
    {
        Socket = socket;
        socket.Blocking = false;
        if (source is not null)
        {
            socket.Bind(new IPEndPoint(source, 0));
        }
    }

    /// <summary>The result is known.</summary>
    protected void End(string problem)
    {
        Problem = problem;
        Dispose();
    }
}
