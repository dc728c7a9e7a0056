namespace K8sMirror.Testing.Filtering;

/// <summary>
/// The fields of a packet that a filter can see, read in the documented order. Null if the packet does not have the field, or if
/// its readable bytes do not include it.
/// </summary>
internal sealed class ReferenceHeaders
{
    private const int Tags = 2;
    private const int Extensions = 4;

    public byte[]? SourceMac { get; private set; }

    public byte[]? DestinationMac { get; private set; }

    public int? EtherType { get; private set; }

    public int? Vlan { get; private set; }

    public byte[]? SourceAddress { get; private set; }

    public byte[]? DestinationAddress { get; private set; }

    public int? Protocol { get; private set; }

    public int? SourcePort { get; private set; }

    public int? DestinationPort { get; private set; }

    public int? TcpFlags { get; private set; }

    public int? IcmpType { get; private set; }

    public int? IcmpCode { get; private set; }

    public static ReferenceHeaders Read(ReadOnlySpan<byte> frame, ushort? metadataVlanTci, FragmentMemory? memory)
    {
        var headers = new ReferenceHeaders();
        headers.ReadEthernet(frame, metadataVlanTci, memory);
        return headers;
    }

    private void ReadEthernet(ReadOnlySpan<byte> frame, ushort? metadataVlanTci, FragmentMemory? memory)
    {
        if (frame.Length < 14)
        {
            return;
        }
        DestinationMac = frame[..6].ToArray();
        SourceMac = frame[6..12].ToArray();
        // The tag in metadata came before those in the frame until hardware or the kernel removed it.
        Vlan = metadataVlanTci & 0x0fff;
        var at = 12;
        var type = Two(frame, at);
        // A tag is not skipped if the EtherType behind it is cut off.
        for (var tag = 0; tag < Tags && type is 0x8100 or 0x88a8 && at + 6 <= frame.Length; tag++)
        {
            Vlan ??= Two(frame, at + 2) & 0x0fff;
            at += 4;
            type = Two(frame, at);
        }
        EtherType = type;
        at += 2;
        if (type == 0x0800)
        {
            ReadIPv4(frame[at..], memory);
        }
        else if (type == 0x86dd)
        {
            ReadIPv6(frame[at..], memory);
        }
    }

    private void ReadIPv4(ReadOnlySpan<byte> ip, FragmentMemory? memory)
    {
        if (ip.Length < 20)
        {
            return;
        }
        SourceAddress = ip[12..16].ToArray();
        DestinationAddress = ip[16..20].ToArray();
        Protocol = ip[9];
        // Neither version nor lengths are checked, as in tcpdump.
        ReadTransport(ip, 4 * (ip[0] & 15), later: (Two(ip, 6) & 0x1fff) != 0, more: (Two(ip, 6) & 0x2000) != 0, (uint)Two(ip, 4), memory);
    }

    private void ReadIPv6(ReadOnlySpan<byte> ip, FragmentMemory? memory)
    {
        if (ip.Length < 40)
        {
            return;
        }
        SourceAddress = ip[8..24].ToArray();
        DestinationAddress = ip[24..40].ToArray();
        var next = (int)ip[6];
        var at = 40;
        var later = false;
        var more = false;
        var id = 0u;
        // What follows the header of a later fragment is not a header.
        for (var extension = 0; extension < Extensions && IsExtension(next) && !later; extension++)
        {
            if (at + (next == 44 ? 8 : 2) > ip.Length)
            {
                return;
            }
            if (next == 44)
            {
                later = (Two(ip, at + 2) & 0xfff8) != 0;
                more = (Two(ip, at + 2) & 1) != 0;
                id = ((uint)Two(ip, at + 4) << 16) | (uint)Two(ip, at + 6);
                next = ip[at];
                at += 8;
            }
            else
            {
                (next, at) = (ip[at], at + (8 * (ip[at + 1] + 1)));
            }
        }
        if (!IsExtension(next))
        {
            Protocol = next;
            ReadTransport(ip, at, later, more, id, memory);
        }
    }

    private void ReadTransport(ReadOnlySpan<byte> ip, int at, bool later, bool more, uint id, FragmentMemory? memory)
    {
        var hasPorts = Protocol is 6 or 17 or 132;
        if (later)
        {
            if (hasPorts && memory?.Recall(Addresses(), Protocol!.Value, id) is { } first)
            {
                (SourcePort, DestinationPort) = first;
            }
            return;
        }
        if (hasPorts && at + 4 <= ip.Length)
        {
            SourcePort = Two(ip, at);
            DestinationPort = Two(ip, at + 2);
            if (more)
            {
                memory?.Remember(Addresses(), Protocol!.Value, id, SourcePort.Value, DestinationPort.Value);
            }
        }
        if (Protocol is 6 && at + 14 <= ip.Length)
        {
            TcpFlags = ip[at + 13];
        }
        if (Protocol is 1 or 58 && at + 2 <= ip.Length)
        {
            IcmpType = ip[at];
            IcmpCode = ip[at + 1];
        }
    }

    private byte[] Addresses() => [.. SourceAddress!, .. DestinationAddress!];

    private static bool IsExtension(int next) => next is 0 or 43 or 44 or 60;

    private static int Two(ReadOnlySpan<byte> bytes, int at) => (bytes[at] << 8) | bytes[at + 1];
}
