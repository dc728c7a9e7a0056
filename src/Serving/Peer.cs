using System.Buffers.Binary;
using System.Net;

namespace K8sMirror.Serving;

/// <summary>The other end of a connection, identified by its address.</summary>
/// <param name="Address">IPv4 addresses are mapped into IPv6; loopback is one: any process may use any address of 127.0.0.0/8.</param>
internal readonly record struct Peer(UInt128 Address)
{
    private static readonly UInt128 InterfaceBits = ulong.MaxValue;
    private static readonly UInt128 AfterMapped = (UInt128)1 << 48;

    /// <summary>
    /// An IPv6 address' /64, else the address. A machine may have a whole /64 to choose from; but so may a node's pods, and the node itself, whose kubelet
    /// asks for probes: only if there are too many connections of different addresses do they count as one.
    /// </summary>
    public UInt128 Network => Address < AfterMapped ? Address : Address & ~InterfaceBits;

    /// <summary>The peer at the far end of a connection.</summary>
    public static Peer Of(EndPoint? end)
    {
        if (end is not IPEndPoint { Address: var address })
        {
            return default;
        }
        if (IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address))
        {
            return new(UInt128.One);
        }
        Span<byte> bytes = stackalloc byte[16];
        _ = address.MapToIPv6().TryWriteBytes(bytes, out _);
        return new(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }
}
