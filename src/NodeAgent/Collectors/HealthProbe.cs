using System.Net;
using System.Net.Sockets;

namespace K8sMirror.NodeAgent.Collectors;

/// <summary>One question to one collector, by a socket that never blocks.</summary>
internal abstract class HealthProbe : IDisposable
{
    /// <summary>The socket to wait for; null after the result is known.</summary>
    public Socket? Socket { get; private set; }

    /// <summary>What failed, for people; empty: nothing, or not yet known.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>True if the socket is to be waited for until it can be written, false until it can be read.</summary>
    public abstract bool WaitsForWrite { get; }

    /// <summary>The socket can be written or read, or has failed.</summary>
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
