using K8sMirror.Core.Filtering;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic.Pairs;

/// <summary>
/// Frames from a seed: each property mostly, and independently of the others, matches the rules of <see cref="PairCase"/>, so that
/// for any two conditions there are frames that meet both, either, and none.
/// </summary>
internal sealed class PairTraffic
{
    private const int Frames = 700;
    private const int Supers = 24;
    private const int Segment = 1000;
    private static readonly byte[] Protocols = [6, 6, 6, 6, 6, 17, 17, 132, 1, 1, 1, 1, 58, 58, 58, 47];
    private static readonly int[] Payloads = [20, 60, 180, 700, 1300];
    private readonly List<SentFrame> frames = [];
    private readonly Random random;
    private uint number;

    private PairTraffic(int seed)
    {
        random = new(seed);
        number = (uint)seed * 5000;
    }

    /// <summary>Received, then sent; later fragments come last in each.</summary>
    public static IReadOnlyList<SentFrame> Of(int seed)
    {
        var traffic = new PairTraffic(seed);
        foreach (var isReceived in new[] { true, false })
        {
            for (var i = 0; i < Frames; i++)
            {
                traffic.Add(isReceived, isSuper: i % (Frames / Supers) == 0);
            }
        }
        return [.. traffic.frames.OrderByDescending(f => f.IsReceived).ThenBy(f => f.IsLaterFragment)];
    }

    private void Add(bool isReceived, bool isSuper)
    {
        var isReply = random.Next(3) == 0;
        var (sourceMac, destinationMac) = ($"02:00:00:00:{(Mostly() ? "0a" : "0c")}:01", $"02:00:00:00:{(Mostly() ? "0b" : "0c")}:01");
        var head = isReply ? new PacketBuilder(sourceMac, destinationMac) : new PacketBuilder(destinationMac, sourceMac);
        if (Mostly())
        {
            // Some have an outer provider tag, which is then the relevant one.
            head = random.Next(8) == 0 ? head.Vlan(random.Next(2) == 0 ? 150 : 900, 0x88a8).Vlan(7) : head.Vlan(Mostly() ? 100 + random.Next(100) : 200);
        }
        if (!isSuper && random.Next(20) == 0)
        {
            head = random.Next(2) == 0 ? head.Arp() : head.EtherType(0x88b5);
            frames.Add(new(head.Numbered(number++, 100).Build(), 0, isReceived));
            return;
        }
        var isV6 = random.Next(2) == 0;
        var source = isV6 ? $"2001:db8:{(Mostly() ? 1 : 9)}::{1 + random.Next(4)}" : $"10.{(Mostly() ? 1 : 9)}.0.{1 + random.Next(4)}";
        var destination = isV6 ? $"2001:db8:{(Mostly() ? 2 : 8)}::{1 + random.Next(4)}" : $"10.{(Mostly() ? 2 : 8)}.0.{1 + random.Next(4)}";
        var (from, to) = isReply ? (destination, source) : (source, destination);
        head = isV6 ? head.IPv6(from, to) : head.IPv4(from, to);
        var (sourcePort, destinationPort) = ((ushort)(Mostly() ? 1000 + random.Next(8) : 3000), (ushort)(Mostly() ? 443 : 80));
        var ports = isReply ? (destinationPort, sourcePort) : (sourcePort, destinationPort);
        var flags = (byte)((Mostly() ? 0x10 : 0) | (Mostly() ? 0 : 0x20));
        if (isSuper)
        {
            frames.Add(new(head.Tcp(ports.Item1, ports.Item2, number, flags).Numbered(number++, Segment * (2 + random.Next(4)) + 1).Build(), Segment, isReceived));
            return;
        }
        var protocol = Protocols[random.Next(Protocols.Length)];
        var length = Payloads[random.Next(Payloads.Length)];
        var isFragment = protocol is 6 or 17 && random.Next(4) == 0;
        if (isFragment)
        {
            // For some only the later one passes.
            AddFragments(head, protocol, ports, flags, length, isReceived, hasFirst: random.Next(4) != 0);
            return;
        }
        frames.Add(new(Transport(head, protocol, ports, flags, length).Build(), 0, isReceived));
    }

    private void AddFragments(PacketBuilder head, byte protocol, (ushort From, ushort To) ports, byte flags, int length, bool isReceived, bool hasFirst)
    {
        var id = number;
        if (hasFirst)
        {
            frames.Add(new(Transport(head.Fragment(0, more: true, id), protocol, ports, flags, length).Build(), 0, isReceived));
        }
        frames.Add(new(head.NoTransport().Fragment(1400, more: false, id).Protocol(protocol).Numbered(number++, length).Build(), 0, isReceived, IsLaterFragment: true));
    }

    private PacketBuilder Transport(PacketBuilder head, byte protocol, (ushort From, ushort To) ports, byte flags, int length) => protocol switch
    {
        6 => head.Tcp(ports.From, ports.To, number, flags).Numbered(number++, length),
        17 => head.Udp(ports.From, ports.To).Numbered(number++, length),
        ProtocolNames.Sctp => head.Protocol(protocol).Payload(
            [(byte)(ports.From >> 8), (byte)ports.From, (byte)(ports.To >> 8), (byte)ports.To, .. SequencePayload.Of(number++, length)]),
        1 or 58 => head.Protocol(protocol).Payload([(byte)(Mostly() ? 8 : 13), (byte)(Mostly() ? 0 : 3), .. SequencePayload.Of(number++, length)]),
        _ => head.Protocol(protocol).Numbered(number++, length),
    };

    private bool Mostly() => random.Next(10) < 7;
}
