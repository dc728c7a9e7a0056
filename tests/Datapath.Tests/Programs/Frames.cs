using System.Buffers.Binary;

namespace K8sMirror.Datapath.Tests.Programs;

/// <summary>Frames of which only the headers matter: a test run does not check checksums.</summary>
internal static class Frames
{
    private const int Ethernet = 14;
    private const int Ipv4 = 20;
    private const int Ipv6 = 40;
    private const int TcpHeader = 20;

    public static byte[] Tcp(int payload)
    {
        var frame = new byte[Ethernet + Ipv4 + TcpHeader + payload];
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), 0x0800);
        frame[Ethernet] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(Ethernet + 2), (ushort)(frame.Length - Ethernet));
        frame[Ethernet + 8] = 64;
        frame[Ethernet + 9] = 6;
        frame[Ethernet + Ipv4 + 12] = TcpHeader / 4 << 4;
        return frame;
    }

    /// <summary>Hop-by-hop options and destination options, 8 bytes each, before TCP.</summary>
    public static byte[] TcpOverIpv6WithOptions(int payload)
    {
        var frame = new byte[Ethernet + Ipv6 + 8 + 8 + TcpHeader + payload];
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), 0x86dd);
        frame[Ethernet] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(Ethernet + 4), (ushort)(frame.Length - Ethernet - Ipv6));
        frame[Ethernet + 6] = 0; // hop-by-hop
        frame[Ethernet + 7] = 64;
        frame[Ethernet + Ipv6] = 60; // destination options
        frame[Ethernet + Ipv6 + 8] = 6; // TCP
        frame[Ethernet + Ipv6 + 16 + 12] = TcpHeader / 4 << 4;
        return frame;
    }

    /// <summary>Puts 802.1ad and 802.1Q tags before the EtherType, outermost first.</summary>
    public static byte[] Tagged(byte[] frame, params ushort[] vlans)
    {
        var tagged = new List<byte>(frame[..12]);
        for (var i = 0; i < vlans.Length; i++)
        {
            var type = i < vlans.Length - 1 ? 0x88a8 : 0x8100;
            tagged.AddRange([(byte)(type >> 8), (byte)type, (byte)(vlans[i] >> 8), (byte)vlans[i]]);
        }
        tagged.AddRange(frame[12..]);
        return [.. tagged];
    }

    /// <summary>A packet behind another IPv4 header (protocol 47, 4, 17 …) and the header of <paramref name="tunnel"/>.</summary>
    public static byte[] InIpv4(byte protocol, byte[] tunnel, byte[] inner)
    {
        var head = Tcp(0)[..(Ethernet + Ipv4)];
        head[Ethernet + 9] = protocol;
        return [.. head, .. tunnel, .. inner];
    }

    /// <summary>UDP's eight bytes; their values do not matter here.</summary>
    public static byte[] Udp => new byte[8];

    /// <summary>Without its Ethernet header.</summary>
    public static byte[] Packet(byte[] frame) => frame[Ethernet..];

    /// <summary>IPv6 above 64 kB: the length is not in its header, but in an option.</summary>
    public static byte[] JumboTcp(int payload)
    {
        var frame = TcpOverIpv6WithOptions(payload);
        frame = [.. frame[..(Ethernet + Ipv6 + 8)], .. frame[(Ethernet + Ipv6 + 16)..]];
        frame[Ethernet + 4] = frame[Ethernet + 5] = 0;
        frame[Ethernet + Ipv6] = 6; // TCP
        return frame;
    }
}
