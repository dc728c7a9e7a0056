using System.Net.Sockets;

namespace K8sMirror.NodeAgent.Control;

/// <summary>Holds the agent's socket for as long as the agent lives.</summary>
internal sealed class SingleInstance : IDisposable
{
    // Clients that ask at the same moment; further ones retry.
    private const int Backlog = 64;

    private SingleInstance(Socket listener) => Listener = listener;

    /// <summary>The bound, listening socket.</summary>
    public Socket Listener { get; }

    /// <summary>Claims this network namespace.</summary>
    /// <exception cref="AgentIsRunningException">Another process has it.</exception>
    public static SingleInstance Claim()
    {
        var socket = AgentSocket.Create();
        try
        {
            socket.Bind(AgentSocket.EndPoint);
            socket.Listen(Backlog);
            return new(socket);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw Holder();
        }
    }

    /// <summary>Gives the namespace up.</summary>
    public void Dispose() => Listener.Dispose();

    private static AgentIsRunningException Holder()
    {
        // Otherwise a process that takes the name and never accepts would make us wait forever.
        using var probe = AgentSocket.Create();
        probe.Blocking = false;
        try
        {
            probe.Connect(AgentSocket.EndPoint);
            var (process, user) = AgentSocket.Peer(probe);
            return new(AgentSocket.Describe(process, user), AgentSocket.IsTrusted(user));
        }
        catch (SocketException)
        {
            return SocketHolder.Find() is { } holder
                ? AgentIsRunningException.Silent(AgentSocket.Describe(holder.ProcessId, holder.UserId))
                : new("it is just ending, or in another PID namespace", isAgent: true);
        }
    }
}
