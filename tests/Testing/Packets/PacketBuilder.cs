using System.Buffers.Binary;
using System.Net;

namespace K8sMirror.Testing;

/// <summary>
/// Builds Ethernet frames from the outside in, with correct lengths and checksums: <c>new PacketBuilder().Vlan(7).IPv4().Udp().Payload(…).Build()</c>.
/// </summary>
public sealed class PacketBuilder
{
    private readonly List<byte> head = [];
    private readonly List<(byte Type, byte[] Body)> extensions = [];
    private byte[] source = [];
    private byte[] destination = [];
    private byte[] transport = [];
    private byte[] payload = [];
    private byte protocol = 59; // No next header.
    private byte[] arp = [];
    private ushort etherType;
    private byte timeToLive = 64;
    private (int Offset, bool More, uint Id)? fragment;
    private bool spoilChecksum;
    private int padTo;

    /// <summary>Starts with addresses; locally administered ones by default.</summary>
    public PacketBuilder(string destinationMac = "02:00:00:00:00:02", string sourceMac = "02:00:00:00:00:01")
    {
        head.AddRange(Mac(destinationMac));
        head.AddRange(Mac(sourceMac));
    }

    /// <summary>A tag; the first one is the outermost. QinQ: <c>Vlan(5, 0x88a8).Vlan(6)</c>.</summary>
    public PacketBuilder Vlan(int id, ushort tagProtocol = 0x8100, int priority = 0)
    {
        head.AddRange([(byte)(tagProtocol >> 8), (byte)tagProtocol, (byte)((priority << 5) | (id >> 8)), (byte)id]);
        return this;
    }

    /// <summary>Any EtherType with a raw payload.</summary>
    public PacketBuilder EtherType(ushort type)
    {
        etherType = type;
        return this;
    }

    /// <summary>An ARP request.</summary>
    public PacketBuilder Arp(string from = "192.0.2.1", string to = "192.0.2.2")
    {
        etherType = 0x0806;
        arp = [0, 1, 8, 0, 6, 4, 0, 1, .. head[6..12], .. IPAddress.Parse(from).GetAddressBytes(), .. new byte[6], .. IPAddress.Parse(to).GetAddressBytes()];
        return this;
    }

    /// <summary>IPv4; addresses of the documentation range by default.</summary>
    public PacketBuilder IPv4(string from = "192.0.2.1", string to = "192.0.2.2", byte ttl = 64) => Network(0x0800, from, to, ttl);

    /// <summary>IPv6; addresses of the documentation range by default.</summary>
    public PacketBuilder IPv6(string from = "2001:db8::1", string to = "2001:db8::2", byte hopLimit = 64) => Network(0x86dd, from, to, hopLimit);

    /// <summary>IPv6: a hop-by-hop (0), routing (43) or destination (60) header of <paramref name="length"/> bytes, a multiple of 8.</summary>
    public PacketBuilder Extension(byte type, int length = 8)
    {
        var body = new byte[length];
        body[1] = (byte)((length / 8) - 1);
        body[2] = type == 43 ? (byte)0 : (byte)1; // PadN over the rest of the options.
        body[3] = type == 43 ? (byte)0 : (byte)(length - 4);
        extensions.Add((type, body));
        return this;
    }

    /// <summary>
    /// Makes it a fragment at <paramref name="offset"/> bytes, a multiple of 8. Later fragments have no transport header: use <see cref="Protocol"/>.
    /// </summary>
    public PacketBuilder Fragment(int offset, bool more, uint id = 1)
    {
        fragment = (offset, more, id);
        return this;
    }

    /// <summary>A transport protocol's number with a raw payload.</summary>
    public PacketBuilder Protocol(byte number)
    {
        protocol = number;
        return this;
    }

    /// <summary>Removes the transport header: a later fragment of the same packet has none.</summary>
    public PacketBuilder NoTransport()
    {
        transport = [];
        return this;
    }

    /// <summary>UDP.</summary>
    public PacketBuilder Udp(ushort from = 40000, ushort to = 40001)
    {
        protocol = FrameView.Udp;
        transport = new byte[8];
        BinaryPrimitives.WriteUInt16BigEndian(transport, from);
        BinaryPrimitives.WriteUInt16BigEndian(transport.AsSpan(2), to);
        return this;
    }

    /// <summary>TCP; <paramref name="flags"/> 2 is SYN, 16 is ACK.</summary>
    public PacketBuilder Tcp(ushort from = 40000, ushort to = 40001, uint sequence = 1, byte flags = 16)
    {
        protocol = FrameView.Tcp;
        transport = new byte[20];
        BinaryPrimitives.WriteUInt16BigEndian(transport, from);
        BinaryPrimitives.WriteUInt16BigEndian(transport.AsSpan(2), to);
        BinaryPrimitives.WriteUInt32BigEndian(transport.AsSpan(4), sequence);
        transport[12] = 0x50;
        transport[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(transport.AsSpan(14), 65535);
        return this;
    }

    /// <summary>The payload.</summary>
    public PacketBuilder Payload(ReadOnlySpan<byte> bytes)
    {
        payload = bytes.ToArray();
        return this;
    }

    /// <summary>A numbered payload (<see cref="SequencePayload"/>).</summary>
    public PacketBuilder Numbered(ulong sequence, int length = SequencePayload.Smallest) => Payload(SequencePayload.Of(sequence, length));

    /// <summary>Pads the frame with zeros, as hardware does to 60 bytes.</summary>
    public PacketBuilder PadTo(int length = 60)
    {
        padTo = length;
        return this;
    }

    /// <summary>Makes the transport checksum wrong.</summary>
    public PacketBuilder WithBadChecksum()
    {
        spoilChecksum = true;
        return this;
    }

    /// <summary>The frame, without FCS.</summary>
    public byte[] Build()
    {
        byte[] network = source.Length switch
        {
            4 => BuildIPv4(),
            16 => BuildIPv6(),
            _ => [.. arp, .. payload],
        };
        byte[] frame = [.. head, (byte)(etherType >> 8), (byte)etherType, .. network];
        return frame.Length < padTo ? [.. frame, .. new byte[padTo - frame.Length]] : frame;
    }

    private static IEnumerable<byte> Mac(string text) => text.Split(':').Select(part => Convert.ToByte(part, 16));

    private PacketBuilder Network(ushort type, string from, string to, byte ttl)
    {
        etherType = type;
        source = IPAddress.Parse(from).GetAddressBytes();
        destination = IPAddress.Parse(to).GetAddressBytes();
        timeToLive = ttl;
        return this;
    }

    private byte[] BuildTransport()
    {
        byte[] whole = [.. transport, .. payload];
        if (transport.Length > 0)
        {
            var field = protocol == FrameView.Tcp ? 16 : 6;
            if (protocol == FrameView.Udp)
            {
                BinaryPrimitives.WriteUInt16BigEndian(whole.AsSpan(4), (ushort)whole.Length);
            }
            var checksum = InternetChecksum.Of(whole, InternetChecksum.PseudoHeader(source, destination, protocol, whole.Length));
            checksum = protocol == FrameView.Udp && checksum == 0 ? ushort.MaxValue : checksum;
            BinaryPrimitives.WriteUInt16BigEndian(whole.AsSpan(field), spoilChecksum ? (ushort)(checksum ^ 0x55aa) : checksum);
        }
        return whole;
    }

    private byte[] BuildIPv4()
    {
        var body = BuildTransport();
        var header = new byte[20];
        header[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(header.Length + body.Length));
        if (fragment is { } part)
        {
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)part.Id);
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(6), (ushort)((part.Offset / 8) | (part.More ? 0x2000 : 0)));
        }
        header[8] = timeToLive;
        header[9] = protocol;
        source.CopyTo(header, 12);
        destination.CopyTo(header, 16);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), InternetChecksum.Of(header));
        return [.. header, .. body];
    }

    private byte[] BuildIPv6()
    {
        List<(byte Type, byte[] Body)> chain = [.. extensions.Select(e => (e.Type, (byte[])e.Body.Clone()))];
        if (fragment is { } part)
        {
            var body = new byte[8];
            BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(2), (ushort)(part.Offset | (part.More ? 1 : 0)));
            BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(4), part.Id);
            chain.Add((44, body));
        }
        for (var i = 0; i < chain.Count; i++)
        {
            chain[i].Body[0] = i + 1 < chain.Count ? chain[i + 1].Type : protocol;
        }
        byte[] rest = [.. chain.SelectMany(e => e.Body), .. BuildTransport()];
        var header = new byte[40];
        header[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)rest.Length);
        header[6] = chain.Count > 0 ? chain[0].Type : protocol;
        header[7] = timeToLive;
        source.CopyTo(header, 8);
        destination.CopyTo(header, 24);
        return [.. header, .. rest];
    }
}
