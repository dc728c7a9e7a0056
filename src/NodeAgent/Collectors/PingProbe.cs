using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace K8sMirror.NodeAgent.Collectors;

/// <summary>
/// Does the collector answer an ICMP echo request (RFC 792, RFC 4443 section 4)? By a ping socket, which needs no capability and a group in
/// net.ipv4.ping_group_range (of IPv6, too), or by a raw one, which needs CAP_NET_RAW.
/// </summary>
internal sealed class PingProbe : HealthProbe
{
    private const int HeaderSize = 8;
    private const int MessageSize = HeaderSize + sizeof(long);
    private readonly Collector collector;
    private readonly long token = Random.Shared.NextInt64();
    private readonly bool isIPv4;
    private bool isRaw;

    /// <summary>Asks.</summary>
    public PingProbe(Collector collector)
    {
        this.collector = collector;
        isIPv4 = collector.Remote.AddressFamily == AddressFamily.InterNetwork;
        try
        {
            Open(MakeSocket(), collector.Source);
            Socket!.Connect(new IPEndPoint(collector.Remote, 0));
            Socket.Send(Request());
        }
        catch (SocketException e)
        {
            IsForbidden = e.SocketErrorCode == SocketError.AccessDenied && Socket is null;
            End(IsForbidden
                ? $"{collector.Remote} cannot be pinged: the agent needs the capability NET_RAW, or its group in the node's net.ipv4.ping_group_range"
                : $"{collector.Remote} cannot be pinged: {e.Message}");
        }
    }

    /// <summary>True if the agent may not ping at all, so a second try is pointless.</summary>
    public bool IsForbidden { get; }

    /// <inheritdoc/>
    public override bool WaitsForWrite => false;

    /// <inheritdoc/>
    public override void GoOn()
    {
        Span<byte> buffer = stackalloc byte[256];
        while (true)
        {
            var size = Socket!.Receive(buffer, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                return;
            }
            if (error != SocketError.Success)
            {
                // An ICMP error for what was sent.
                End($"{collector.Remote} does not answer ping: {new SocketException((int)error).Message}");
                return;
            }
            if (IsAnswer(buffer[..size]))
            {
                End("");
                return;
            }
        }
    }

    /// <inheritdoc/>
    public override void TimeOut(TimeSpan after) => End($"{collector.Remote} does not answer ping");

    private Socket MakeSocket()
    {
        var protocol = isIPv4 ? ProtocolType.Icmp : ProtocolType.IcmpV6;
        try
        {
            return new(collector.Remote.AddressFamily, SocketType.Dgram, protocol);
        }
        catch (SocketException)
        {
            isRaw = true;
            return new(collector.Remote.AddressFamily, SocketType.Raw, protocol);
        }
    }

    // Type, code, checksum, identifier, sequence number; then a token that identifies our answer. A ping socket sets identifier and
    // checksum itself, and the kernel sets ICMPv6's checksum on a raw one, too.
    private byte[] Request()
    {
        var message = new byte[MessageSize];
        message[0] = isIPv4 ? (byte)8 : (byte)128;
        BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(HeaderSize), token);
        if (isIPv4)
        {
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), Checksum(message));
        }
        return message;
    }

    private bool IsAnswer(ReadOnlySpan<byte> message)
    {
        if (isRaw && isIPv4 && message.Length > 0)
        {
            message = message[Math.Min((message[0] & 15) * 4, message.Length)..]; // Raw sockets of IPv4 show its header.
        }
        return message.Length >= MessageSize && message[0] == (isIPv4 ? 0 : 129)
            && BinaryPrimitives.ReadInt64BigEndian(message[HeaderSize..]) == token;
    }

    // RFC 1071.
    private static ushort Checksum(ReadOnlySpan<byte> message)
    {
        var sum = 0u;
        for (var i = 0; i < message.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(message[i..]);
        }
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~(sum + (sum >> 16));
    }
}
