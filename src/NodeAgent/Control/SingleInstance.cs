using System.Net.Sockets;

namespace K8sMirror.NodeAgent.Control;

/// <summary>Holds the agent's socket for as long as the agent lives.</summary>
internal sealed class SingleInstance : IDisposable
{
    private SingleInstance(Socket listener) => Listener = listener;

    /// <summary>The bound, listening socket.</summary>
    public Socket Listener { get; }

    /// <summary>Claims this network namespace.</summary>
    /// <exception cref="AgentIsRunningException">Somebody else has it.</exception>
    public static SingleInstance Claim()
    {
        var socket = AgentSocket.Create();
        try
        {
            socket.Bind(AgentSocket.EndPoint);
            socket.Listen(16);
            return new(socket);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw Holder();
        }
    }

    /// <summary>Who holds the socket, or null if nobody does.</summary>
    public static AgentIsRunningException? FindHolder()
    {
        using var probe = AgentSocket.Create();
        try
        {
            probe.Connect(AgentSocket.EndPoint);
            var (process, user) = AgentSocket.Peer(probe);
            return new(AgentSocket.Describe(process, user), AgentSocket.IsTrusted(user));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return null;
        }
    }

    /// <summary>Gives the namespace up.</summary>
    public void Dispose() => Listener.Dispose();

    private static AgentIsRunningException Holder()
    {
        try
        {
            return FindHolder() ?? new("it is just ending", isAgent: true);
        }
        catch (SocketException e)
        {
            return new(e.Message, isAgent: true);
        }
    }
}
