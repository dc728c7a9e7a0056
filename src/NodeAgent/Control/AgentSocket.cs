using System.Buffers.Binary;
using System.Net.Sockets;

namespace K8sMirror.NodeAgent.Control;

/// <summary>
/// The agent's abstract unix socket. Its name lives in the network namespace and dies with the process, so holding it is at once the
/// proof that no second agent runs here and the address where this one answers.
/// </summary>
internal static class AgentSocket
{
    /// <summary>The name, without the leading NUL that makes it abstract.</summary>
    public const string Name = "k8smirror-agent";

    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <summary>Where it is.</summary>
    public static UnixDomainSocketEndPoint EndPoint { get; } = new("\0" + Name);

    /// <summary>Process and user at the other end (SO_PEERCRED, unix(7)); for a client, those of the process that listens.</summary>
    public static (int ProcessId, uint UserId) Peer(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12]; // struct ucred: pid, uid, gid
        socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        return (BinaryPrimitives.ReadInt32LittleEndian(credentials), BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]));
    }

    /// <summary>Whether a user's process may be an agent: root's, or our own user's. Any other user can take the name, since it has no owner.</summary>
    public static bool IsTrusted(uint user) => user == 0 || user == K8sMirror.Bpf.EffectiveUser.Id;

    /// <summary>The process at the other end, for a message.</summary>
    public static string Describe(int process, uint user) =>
        // 0: the process is in a PID namespace that we cannot see into.
        process == 0 ? $"of user {user}, in another PID namespace" : $"process {process} of user {user}{Program(process)}";

    /// <summary>A socket that is not connected yet.</summary>
    public static Socket Create() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private static string Program(int process)
    {
        try
        {
            return $" ({Printable.Line(File.ReadAllText($"/proc/{process}/comm").TrimEnd('\n'))})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
