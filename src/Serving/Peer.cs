using System.Buffers.Binary;
using System.Net;

namespace K8sMirror.Serving;

/// <summary>The other end of a connection, identified by its address.</summary>
/// <param name="Network">An IPv4 address, the /64 of an IPv6 address, or one value for loopback: one machine may use any address of 127.0.0.0/8.</param>
internal readonly record struct Peer(UInt128 Network)
{
    private static readonly UInt128 InterfaceBits = ulong.MaxValue;

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
        var mapped = address.MapToIPv6();
        _ = mapped.TryWriteBytes(bytes, out _);
        var number = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return new(mapped.IsIPv4MappedToIPv6 ? number : number & ~InterfaceBits);
    }
}
