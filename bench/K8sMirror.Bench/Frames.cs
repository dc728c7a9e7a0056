using System.Buffers.Binary;

namespace K8sMirror.Bench;

/// <summary>Frames to send.</summary>
internal static class Frames
{
    /// <summary>
    /// An IPv4/UDP frame to nobody: the address is unicast but not the NIC's, so the stack drops the frame as soon as IP has looked at it, and the
    /// receive path around the mirror is short and always the same.
    /// </summary>
    /// <param name="length">Bytes from the Ethernet header on, without FCS.</param>
    public static byte[] Udp(int length)
    {
        var frame = new byte[length];
        new byte[] { 0x02, 0, 0, 0, 0, 0x99, 0x02, 0, 0, 0, 0, 0x01, 0x08, 0x00 }.CopyTo(frame, 0);
        var ip = frame.AsSpan(14);
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(length - 14));
        ip[8] = 64;
        ip[9] = 17;
        new byte[] { 10, 0, 0, 1, 10, 0, 0, 2 }.CopyTo(ip[12..]);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], Checksum(ip[..20]));
        var udp = ip[20..];
        BinaryPrimitives.WriteUInt16BigEndian(udp, 1000);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], 9);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length); // Checksum 0: none, so no time is spent on it.
        return frame;
    }

    private static ushort Checksum(ReadOnlySpan<byte> header)
    {
        var sum = 0;
        for (var i = 0; i < header.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }
        return (ushort)~((sum & 0xffff) + (sum >> 16));
    }
}
