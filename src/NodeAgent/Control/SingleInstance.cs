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
            throw new AgentIsRunningException(Holder());
        }
    }

    /// <summary>Who holds the socket, or null if nobody does.</summary>
    public static string? FindHolder()
    {
        using var probe = AgentSocket.Create();
        try
        {
            probe.Connect(AgentSocket.EndPoint);
            var (process, user) = AgentSocket.Peer(probe);
            // 0: the process is in a PID namespace that we cannot see into.
            return process == 0 ? $"of user {user}, in another PID namespace" : $"process {process} of user {user}";
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return null;
        }
    }

    /// <summary>Gives the namespace up.</summary>
    public void Dispose() => Listener.Dispose();

    private static string Holder()
    {
        try
        {
            return FindHolder() ?? "it is just ending";
        }
        catch (SocketException e)
        {
            return e.Message;
        }
    }
}
