using System.Buffers.Binary;

namespace K8sMirror.Testing;

/// <summary>
/// TCP super-packets: what a stack with offloads gives to a NIC, and the frames that a NIC makes of it. Written from RFC 9293 and RFC 791, not from the kernel.
/// </summary>
public static class SuperPacket
{
    private const byte FinAndPush = 0x09;
    private const byte ReducedWindow = 0x80;

    /// <summary>A TCP or UDP frame whose checksum is left to the device: the field has the sum of the pseudo-header, and the device adds the rest.</summary>
    public static byte[] Unfinished(ReadOnlySpan<byte> frame)
    {
        var view = FrameView.TryParse(frame) ?? throw new ArgumentException("Not a whole frame.");
        var copy = frame.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(view.TransportOffset + (view.Protocol == FrameView.Tcp ? 16 : 6)), (ushort)FrameChecksums.PseudoHeader(frame, view));
        return copy;
    }

    /// <summary>The frames of a TCP super-packet, each with <paramref name="segment"/> bytes of payload, the last with the rest.</summary>
    public static IReadOnlyList<byte[]> Segments(ReadOnlySpan<byte> frame, int segment)
    {
        var view = FrameView.TryParse(frame) ?? throw new ArgumentException("Not a whole frame.");
        var payload = view.TransportOffset + ((frame[view.TransportOffset + 12] >> 4) * 4);
        var frames = new List<byte[]>();
        for (var at = payload; at < view.End; at += segment)
        {
            var size = Math.Min(segment, view.End - at);
            byte[] one = [.. frame[..payload], .. frame.Slice(at, size)];
            Finish(one, view, number: frames.Count, offset: at - payload, isLast: at + size == view.End);
            frames.Add(one);
        }
        return frames;
    }

    private static void Finish(Span<byte> frame, FrameView whole, int number, int offset, bool isLast)
    {
        var ip = frame[whole.NetworkOffset..];
        var tcp = frame[whole.TransportOffset..];
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]) + (uint)offset);
        tcp[13] &= (byte)~((isLast ? 0 : FinAndPush) | (number == 0 ? 0 : ReducedWindow));
        if (whole.EtherType == 0x0800)
        {
            BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)ip.Length);
            BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)(BinaryPrimitives.ReadUInt16BigEndian(ip[4..]) + number));
            ip[10..12].Clear();
            BinaryPrimitives.WriteUInt16BigEndian(ip[10..], InternetChecksum.Of(ip[..(whole.TransportOffset - whole.NetworkOffset)]));
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)(ip.Length - 40));
        }
        tcp[16..18].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], InternetChecksum.Of(tcp, FrameChecksums.PseudoHeader(frame, whole with { End = frame.Length })));
    }
}
