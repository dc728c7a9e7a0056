using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace K8sMirror.E2E.Traffic;

/// <summary>Raw frames of an EtherType for experiments, so that nothing else on the wire gets in between.</summary>
internal static partial class FrameSocket
{
    private const ushort EtherType = 0x88b5; // IEEE 802 local experimental 1

    /// <summary>Bytes of a frame: the shortest that Ethernet knows, without its checksum.</summary>
    public const int Length = 60;

    /// <summary>A socket on an interface of the calling thread's network namespace; it stays there for life.</summary>
    public static Socket Open(string nic)
    {
        var protocol = BinaryPrimitives.ReverseEndianness(EtherType);
        var socket = new Socket(AddressFamily.Packet, SocketType.Raw, (ProtocolType)protocol) { ReceiveBufferSize = 1 << 24 };
        socket.Bind(new LinkEndPoint(protocol, InterfaceIndex(nic)));
        return socket;
    }

    /// <summary>Index of an interface in the calling thread's network namespace; 0: there is none.</summary>
    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int InterfaceIndex(string name);

    /// <summary>A broadcast frame with the number of its stream and its own.</summary>
    public static void Write(Span<byte> frame, uint stream, uint number)
    {
        frame.Clear();
        frame[..6].Fill(0xff);
        "\x02\0\0\0\0\x01"u8.CopyTo(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], EtherType);
        BinaryPrimitives.WriteUInt32BigEndian(frame[14..], stream);
        BinaryPrimitives.WriteUInt32BigEndian(frame[18..], number);
    }

    /// <summary>What <see cref="Write"/> wrote.</summary>
    public static (uint Stream, uint Number) Read(ReadOnlySpan<byte> frame) =>
        (BinaryPrimitives.ReadUInt32BigEndian(frame[14..]), BinaryPrimitives.ReadUInt32BigEndian(frame[18..]));

    /// <summary><c>sockaddr_ll</c>.</summary>
    private sealed class LinkEndPoint(ushort protocol, int index) : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, 20);
            MemoryMarshal.Write(address.Buffer.Span[2..], in protocol);
            MemoryMarshal.Write(address.Buffer.Span[4..], in index);
            return address;
        }
    }
}
