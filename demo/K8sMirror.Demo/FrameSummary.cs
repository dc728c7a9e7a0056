using System.Buffers.Binary;
using System.Net;

namespace K8sMirror.Demo;

/// <summary>A frame for people: a word for its protocol and one line of text.</summary>
internal readonly record struct FrameSummary(string Protocol, string Text)
{
    public static FrameSummary Of(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 14)
        {
            return new("other", $"{frame.Length} bytes");
        }
        var type = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
        var packet = frame[14..];
        return type switch
        {
            0x0806 when packet.Length >= 28 => new("ARP", packet[7] == 1
                ? $"who has {new IPAddress(packet[24..28])}?"
                : $"{new IPAddress(packet[14..18])} is here"),
            0x0800 when packet.Length >= 20 => OfIp(packet[9], new IPAddress(packet[12..16]), new IPAddress(packet[16..20]), packet[((packet[0] & 15) * 4)..]),
            0x86dd when packet.Length >= 40 => OfIp(packet[6], new IPAddress(packet[8..24]), new IPAddress(packet[24..40]), packet[40..]),
            _ => new("other", $"ethertype 0x{type:x4}"),
        };
    }

    private static FrameSummary OfIp(byte protocol, IPAddress from, IPAddress to, ReadOnlySpan<byte> payload) => protocol switch
    {
        1 or 58 => new("ICMP", $"{from} → {to}"),
        6 or 17 when payload.Length >= 8 => OfPorts(
            protocol == 6 ? "TCP" : "UDP",
            from,
            BinaryPrimitives.ReadUInt16BigEndian(payload),
            to,
            BinaryPrimitives.ReadUInt16BigEndian(payload[2..])),
        _ => new("other", $"{from} → {to} protocol {protocol}"),
    };

    private static FrameSummary OfPorts(string transport, IPAddress from, int fromPort, IPAddress to, int toPort)
    {
        var protocol = Math.Min(fromPort, toPort) switch
        {
            53 => "DNS",
            80 => "HTTP",
            _ => transport,
        };
        return new(protocol, $"{from}:{fromPort} → {to}:{toPort}");
    }
}
