using System.Buffers.Binary;
using K8sMirror.NodeAgent.Datapath.Abi;

namespace K8sMirror.NodeAgent.Datapath.Breaker;

/// <summary>
/// Frames that nobody else could have sent, for the path of a suspect frame: with its MAC addresses and tags, and, for a router in
/// the loop, with its IP addresses. Behind the headers one number is repeated (bpf/breaker.h).
/// </summary>
internal static class TestFrames
{
    private const int MacBytes = 12;
    private const int TagBytes = 4;
    private const int Ipv4Header = 20;
    private const int Ipv6Header = 40;
    private const ushort Experimental = 0x88b5; // IEEE Std 802: local experimental EtherType 1
    private const byte ExperimentalProtocol = 253; // RFC 3692
    private const byte Hops = 64;

    /// <summary>Sent if no suspect is known: a broadcast.</summary>
    private static readonly byte[] Broadcast = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0x6b, 0x38, 0x73, 0x6d, 0x01, 0, 0];

    /// <summary>One or two frames.</summary>
    /// <param name="suspect">The start of a frame that repeats, from the destination MAC on; empty: none is known.</param>
    /// <param name="vlan">Its tag that is not in the frame, as <c>1 &lt;&lt; 16 | TCI</c>; 0: none.</param>
    /// <param name="number">The trial's number with the edge in the lowest byte.</param>
    public static IEnumerable<byte[]> For(ReadOnlyMemory<byte> suspect, uint vlan, ulong number)
    {
        var frame = suspect.Length > MacBytes ? suspect : Broadcast;
        var link = LinkHeader(frame.Span, vlan, out var network);
        yield return Compose([.. link, .. BigEndian(Experimental)], number);
        var type = TypeAt(frame.Span, network - 2);
        if (type == 0x0800 && frame.Length >= network + Ipv4Header)
        {
            yield return Compose([.. link, .. BigEndian(type), .. Ipv4(frame.Span[network..])], number);
        }
        else if (type == 0x86dd && frame.Length >= network + Ipv6Header)
        {
            yield return Compose([.. link, .. BigEndian(type), .. Ipv6(frame.Span[network..])], number);
        }
    }

    /// <summary>The suspect that a breaker shows.</summary>
    public static ReadOnlyMemory<byte> SuspectOf(in BreakerValue breaker) =>
        ((ReadOnlySpan<byte>)breaker.Suspect)[..(int)Math.Min(breaker.SuspectLength, AbiLimits.SuspectBytes)].ToArray();

    /// <summary>MAC addresses and tags; the EtherType comes next.</summary>
    private static byte[] LinkHeader(ReadOnlySpan<byte> frame, uint vlan, out int network)
    {
        var end = MacBytes;
        while (TypeAt(frame, end) is 0x8100 or 0x88a8)
        {
            end += TagBytes;
        }
        network = end + 2;
        byte[] tag = vlan == 0 ? [] : [0x81, 0x00, .. BigEndian((ushort)vlan)];
        return [.. frame[..MacBytes], .. tag, .. frame[MacBytes..end]];
    }

    private static ushort TypeAt(ReadOnlySpan<byte> frame, int offset) =>
        offset + 2 <= frame.Length ? BinaryPrimitives.ReadUInt16BigEndian(frame[offset..]) : (ushort)0;

    private static byte[] BigEndian(ushort value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Ipv4(ReadOnlySpan<byte> seen)
    {
        var header = seen[..Ipv4Header].ToArray();
        header[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), Ipv4Header + AbiLimits.TestBytes);
        header.AsSpan(4, 4).Clear();
        (header[8], header[9]) = (Hops, ExperimentalProtocol);
        header.AsSpan(10, 2).Clear();
        var sum = 0U;
        for (var i = 0; i < Ipv4Header; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(i));
        }
        sum = (sum & 0xffff) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), (ushort)~((sum & 0xffff) + (sum >> 16)));
        return header;
    }

    private static byte[] Ipv6(ReadOnlySpan<byte> seen)
    {
        var header = seen[..Ipv6Header].ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), AbiLimits.TestBytes);
        (header[6], header[7]) = (ExperimentalProtocol, Hops);
        return header;
    }

    private static byte[] Compose(ReadOnlySpan<byte> headers, ulong number)
    {
        var frame = new byte[headers.Length + AbiLimits.TestBytes];
        headers.CopyTo(frame);
        for (var at = headers.Length; at < frame.Length; at += sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(at), number);
        }
        return frame;
    }
}
