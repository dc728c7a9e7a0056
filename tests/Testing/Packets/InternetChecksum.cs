using System.Buffers.Binary;

namespace K8sMirror.Testing;

/// <summary>The ones' complement sum of RFC 1071.</summary>
public static class InternetChecksum
{
    /// <summary>Adds 16-bit words, an odd last byte padded with zero.</summary>
    public static uint Sum(ReadOnlySpan<byte> bytes, uint start = 0)
    {
        ulong sum = start;
        for (; bytes.Length >= 2; bytes = bytes[2..])
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        }
        sum += bytes.Length == 1 ? (uint)(bytes[0] << 8) : 0;
        while (sum > 0xffff)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (uint)sum;
    }

    /// <summary>Value of the checksum field; 0 if the bytes already contain a right one.</summary>
    public static ushort Of(ReadOnlySpan<byte> bytes, uint start = 0) => (ushort)~Sum(bytes, start);

    /// <summary>Sum of the pseudo-header; addresses may be IPv4 or IPv6.</summary>
    public static uint PseudoHeader(ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination, byte protocol, int length)
    {
        Span<byte> tail = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(tail, length);
        tail[7] = protocol;
        return Sum(tail, Sum(destination, Sum(source)));
    }
}
