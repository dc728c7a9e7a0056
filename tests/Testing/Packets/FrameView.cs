using System.Buffers.Binary;

namespace K8sMirror.Testing;

/// <summary>Positions of the headers in an Ethernet frame.</summary>
/// <param name="EtherType">After all VLAN tags.</param>
/// <param name="Vlans">Tags' ids, outermost first.</param>
/// <param name="NetworkOffset">Where IP or ARP begins.</param>
/// <param name="Protocol">Transport protocol; -1 if not IP.</param>
/// <param name="TransportOffset">Where it begins; -1 if not IP.</param>
/// <param name="End">Where the IP packet ends and padding begins.</param>
/// <param name="IsFragment">True if it is only part of a packet.</param>
public sealed record FrameView(
    ushort EtherType, IReadOnlyList<int> Vlans, int NetworkOffset, int Protocol, int TransportOffset, int End, bool IsFragment)
{
    public const int Tcp = 6;
    public const int Udp = 17;

    /// <summary>Parses; null if a header is truncated.</summary>
    public static FrameView? TryParse(ReadOnlySpan<byte> frame)
    {
        try
        {
            return Parse(frame);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static FrameView Parse(ReadOnlySpan<byte> frame)
    {
        var vlans = new List<int>();
        var offset = 12;
        var type = BinaryPrimitives.ReadUInt16BigEndian(frame[offset..]);
        while (type is 0x8100 or 0x88a8)
        {
            vlans.Add(BinaryPrimitives.ReadUInt16BigEndian(frame[(offset + 2)..]) & 0xfff);
            offset += 4;
            type = BinaryPrimitives.ReadUInt16BigEndian(frame[offset..]);
        }
        offset += 2;
        return type switch
        {
            0x0800 => ParseIPv4(frame, new(type, vlans, offset, -1, -1, frame.Length, IsFragment: false)),
            0x86dd => ParseIPv6(frame, new(type, vlans, offset, -1, -1, frame.Length, IsFragment: false)),
            _ => new(type, vlans, offset, -1, -1, frame.Length, IsFragment: false),
        };
    }

    private static FrameView ParseIPv4(ReadOnlySpan<byte> frame, FrameView view)
    {
        var header = frame[view.NetworkOffset..];
        return view with
        {
            Protocol = header[9],
            TransportOffset = view.NetworkOffset + ((header[0] & 15) * 4),
            End = view.NetworkOffset + BinaryPrimitives.ReadUInt16BigEndian(header[2..]),
            IsFragment = (BinaryPrimitives.ReadUInt16BigEndian(header[6..]) & 0x3fff) != 0,
        };
    }

    private static FrameView ParseIPv6(ReadOnlySpan<byte> frame, FrameView view)
    {
        const int Fragment = 44;
        var offset = view.NetworkOffset + 40;
        int next = frame[view.NetworkOffset + 6];
        var isFragment = false;
        while (next is 0 or 43 or 60 or Fragment)
        {
            isFragment |= next == Fragment;
            var size = next == Fragment ? 8 : (frame[offset + 1] + 1) * 8;
            next = frame[offset];
            offset += size;
        }
        var end = view.NetworkOffset + 40 + BinaryPrimitives.ReadUInt16BigEndian(frame[(view.NetworkOffset + 4)..]);
        return view with { Protocol = next, TransportOffset = offset, End = end, IsFragment = isFragment };
    }
}
