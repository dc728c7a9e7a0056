using System.Net;
using K8sMirror.Testing;

namespace K8sMirror.Core.Tests.Filtering;

/// <summary>Ten captures of frames, both realistic and malformed; the same for the same seed.</summary>
internal sealed class OracleCaptures
{
    public const int FramesOfEach = 200;

    private static readonly string[] V4 = ["10.0.0.1", "10.0.0.2", "10.1.2.3", "192.168.1.4", "172.16.5.6", "224.0.0.5", "255.255.255.255"];
    private static readonly string[] V6 = ["2001:db8::1", "2001:db8::2", "2001:db8:1::9", "fe80::1", "ff02::1"];
    private static readonly string[] Macs = ["02:00:00:00:00:01", "02:00:00:00:00:02", "02:00:5e:10:00:03", "ff:ff:ff:ff:ff:ff"];
    private static readonly ushort[] Ports = [22, 53, 80, 443, 1000, 1500, 6000, 65535];

    private readonly Random random;

    private OracleCaptures(int seed) => random = new(seed);

    public static IReadOnlyList<byte[]> All(int seed)
    {
        Func<OracleCaptures, byte[]>[] kinds =
        [
            c => c.IPv4().Build(),
            c => c.Transport(c.IPv6(c.Base())).Build(),
            c => c.Tagged(),
            c => c.Fragment(v6: false),
            c => c.OddHeader(),
            c => c.Extended(),
            c => c.CutOff(),
            c => c.OtherProtocol(),
            c => c.Tunnel(),
            c => c.Damaged(),
        ];
        return [.. kinds.SelectMany((kind, i) =>
        {
            var captures = new OracleCaptures(seed + i);
            return Enumerable.Range(0, FramesOfEach).Select(_ => kind(captures)).ToList();
        })];
    }

    private T Of<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private PacketBuilder Base() => new(Of(Macs), Of(Macs));

    private PacketBuilder IPv4() => Transport(Base().IPv4(Of(V4), Of(V4)));

    private PacketBuilder IPv6(PacketBuilder packet) => packet.IPv6(Of(V6), Of(V6));

    private PacketBuilder Transport(PacketBuilder ip) => random.Next(9) switch
    {
        0 or 1 or 2 => ip.Tcp(Of(Ports), Of(Ports), flags: random.Next(3) == 0 ? (byte)random.Next(256) : Of<byte>([2, 18, 16, 17, 4])),
        3 or 4 => ip.Udp(Of(Ports), Of(Ports)).Payload(Bytes(random.Next(30))),
        5 => ip.Protocol(132).Payload([.. Port(), .. Port(), .. Bytes(8)]),
        6 => ip.Protocol(1).Payload([Of<byte>([0, 3, 5, 8, 11]), (byte)random.Next(4), .. Bytes(14)]),
        7 => ip.Protocol(58).Payload([Of<byte>([1, 128, 129, 133, 135, 136]), (byte)random.Next(3), .. Bytes(14)]),
        _ => ip.Protocol(Of<byte>([2, 4, 41, 47, 50, 51, 89, 103, 112, 99])).Payload(Bytes(20)),
    };

    private byte[] Port()
    {
        var port = Of(Ports);
        return [(byte)(port >> 8), (byte)port];
    }

    private byte[] Tagged()
    {
        var packet = Base();
        for (var tags = random.Next(1, 5); tags > 0; tags--)
        {
            packet.Vlan(Of([0, 5, 6, 100, 4094]), Of<ushort>([0x8100, 0x8100, 0x88a8, 0x9100]), random.Next(8));
            tags -= random.Next(2);
        }
        return random.Next(4) switch
        {
            0 => packet.Arp(Of(V4), Of(V4)).Build(),
            1 => Transport(IPv6(packet)).Build(),
            _ => Transport(packet.IPv4(Of(V4), Of(V4))).Build(),
        };
    }

    private byte[] Fragment(bool v6)
    {
        var ip = v6 ? IPv6(Base()) : Base().IPv4(Of(V4), Of(V4));
        var offset = Of([0, 0, 8, 1480]);
        Transport(ip).Fragment(offset, random.Next(2) == 0, (uint)random.Next(4));
        return ip.Build();
    }

    // Options, header lengths below 20, another version, wrong lengths.
    private byte[] OddHeader()
    {
        var frame = random.Next(5) == 0 ? Transport(IPv6(Base())).Build() : IPv4().Build();
        switch (random.Next(4))
        {
            case 0:
                var words = random.Next(1, 11);
                frame[14] = (byte)((frame[14] & 0xf0) | (5 + words));
                return [.. frame[..34], .. Bytes(4 * words), .. frame[34..]];
            case 1:
                frame[14] = (byte)((frame[14] & 0xf0) | random.Next(16));
                break;
            case 2:
                frame[14] = (byte)((random.Next(16) << 4) | (frame[14] & 15));
                break;
            default:
                random.NextBytes(frame.AsSpan(16, 2));
                break;
        }
        return frame;
    }

    private byte[] Extended()
    {
        if (random.Next(4) == 0)
        {
            return Fragment(v6: true);
        }
        var packet = IPv6(Base());
        for (var count = random.Next(1, 7); count > 0; count--)
        {
            packet.Extension(Of<byte>([0, 43, 60]), 8 * random.Next(1, 4));
        }
        return Transport(packet).Build();
    }

    private byte[] CutOff()
    {
        var frame = random.Next(4) switch { 0 => Tagged(), 1 => Extended(), 2 => Fragment(v6: false), _ => IPv4().Build() };
        return frame[..random.Next(1, Math.Min(frame.Length, 70))];
    }

    private byte[] OtherProtocol() => random.Next(5) switch
    {
        0 => Base().Arp(Of(V4), Of(V4)).PadTo().Build(),
        1 => Base().EtherType(0x8035).Payload([0, 1, 8, 0, 6, 4, 0, 3, .. Bytes(6), .. IPAddress.Parse(Of(V4)).GetAddressBytes(), .. Bytes(6), .. IPAddress.Parse(Of(V4)).GetAddressBytes(), .. Bytes(18)]).Build(),
        2 => Base().EtherType(Of<ushort>([0x88cc, 0x888e, 0x8847, 0x8863, 0x8864, 0x9100, 0xffff, 0x0600])).Payload(Bytes(46)).Build(),
        // IEEE 802.3: a length, followed by LLC.
        3 => Base().EtherType(Of<ushort>([38, 46, 100, 1500])).Payload([0x42, 0x42, 3, .. Bytes(43)]).Build(),
        _ => Base().EtherType(0x0800).Payload([.. Enumerable.Repeat((byte)0x45, 1), .. Bytes(45)]).Build(),
    };

    private byte[] Tunnel()
    {
        var inner = random.Next(2) == 0 ? IPv4().Build() : Transport(IPv6(Base())).Build();
        var outer = random.Next(4) == 0 ? IPv6(Base()) : Base().IPv4(Of(V4), Of(V4));
        return random.Next(4) switch
        {
            0 => outer.Protocol(inner[12] == 8 ? (byte)4 : (byte)41).Payload(inner.AsSpan(14)).Build(),
            1 => outer.Protocol(47).Payload([0, 0, 0x65, 0x58, .. inner]).Build(),
            2 => outer.Udp(Of(Ports), 4789).Payload([8, 0, 0, 0, 0, 0, 42, 0, .. inner]).Build(),
            _ => outer.Udp(Of(Ports), 6081).Payload([0, 0, 0x65, 0x58, 0, 0, 42, 0, .. inner]).Build(),
        };
    }

    private byte[] Damaged()
    {
        var frame = random.Next(6) switch
        {
            0 => Tagged(),
            1 => Extended(),
            2 => Fragment(v6: false),
            3 => OtherProtocol(),
            4 => Transport(IPv6(Base())).Build(),
            _ => IPv4().Build(),
        };
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            frame[random.Next(Math.Min(frame.Length, 60))] = (byte)random.Next(256);
        }
        return frame;
    }
}
