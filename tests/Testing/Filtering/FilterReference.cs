using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.Testing.Filtering;

/// <summary>
/// Which rule of a filter matches a packet: slow, and written only from the documentation of filters, so that the datapath and the expression
/// compiler can be compared with it. It shares no parsing with them.
/// </summary>
public static class FilterReference
{
    /// <summary>True if the packet is copied.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="frame">From the destination MAC; only these bytes can be read.</param>
    /// <param name="metadataVlanTci">Priority and id of a tag that the kernel keeps in metadata; null if there is none.</param>
    /// <param name="memory">Ports of first fragments, across the packets of a test; null if later fragments have no ports.</param>
    public static bool Accepts(PacketFilter filter, ReadOnlySpan<byte> frame, ushort? metadataVlanTci = null, FragmentMemory? memory = null)
    {
        var headers = ReferenceHeaders.Read(frame, metadataVlanTci, memory);
        if (filter.Scope is { } scope && !IsIn(scope.Addresses, scope.AreSources ? headers.SourceAddress : headers.DestinationAddress))
        {
            return false;
        }
        var rule = FirstMatch(filter, headers);
        return (rule < 0 ? filter.DefaultAction : filter.Rules[rule].Action) == FilterAction.Accept;
    }

    /// <summary>Index of the rule that decides; -1 if none matches. Parameters as for <see cref="Accepts"/>.</summary>
    public static int FirstMatch(PacketFilter filter, ReadOnlySpan<byte> frame, ushort? metadataVlanTci = null, FragmentMemory? memory = null) =>
        FirstMatch(filter, ReferenceHeaders.Read(frame, metadataVlanTci, memory));

    private static int FirstMatch(PacketFilter filter, ReferenceHeaders headers)
    {
        for (var i = 0; i < filter.Rules.Count; i++)
        {
            if (Matches(filter.Rules[i], headers))
            {
                return i;
            }
        }
        return -1;
    }

    private static bool Matches(PacketRule rule, ReferenceHeaders packet) =>
        // A packet without an Ethernet header matches nothing, not even a rule without conditions.
        packet.EtherType is { } etherType
        && (rule.EtherType is null || rule.EtherType == etherType)
        && (rule.Vlans.Count == 0 || IsInOne(rule.Vlans, packet.Vlan))
        && (rule.Protocol is null || rule.Protocol == packet.Protocol)
        && ((rule.FlagsSet | rule.FlagsUnset) == 0
            || (packet.TcpFlags is { } flags && (flags & rule.FlagsSet) == rule.FlagsSet && (flags & rule.FlagsUnset) == 0))
        && (rule.IcmpTypes.Count == 0 || (packet.IcmpType is { } icmpType && rule.IcmpTypes.Contains((byte)icmpType)))
        && (rule.IcmpCodes.Count == 0 || (packet.IcmpCode is { } icmpCode && rule.IcmpCodes.Contains((byte)icmpCode)))
        && (MatchesEnds(rule.Source, rule.Destination, packet) || (rule.Bidirectional && MatchesEnds(rule.Destination, rule.Source, packet)));

    private static bool MatchesEnds(PacketEnd source, PacketEnd destination, ReferenceHeaders packet) =>
        MatchesEnd(source, packet.SourceMac, packet.SourceAddress, packet.SourcePort)
        && MatchesEnd(destination, packet.DestinationMac, packet.DestinationAddress, packet.DestinationPort);

    private static bool MatchesEnd(PacketEnd end, byte[]? mac, byte[]? address, int? port) =>
        (end.Macs.Count == 0 || (mac is not null && end.Macs.Contains(Number(mac))))
        && (end.Prefixes is null || IsIn(end.Prefixes, address))
        && (end.Ports.Count == 0 || IsInOne(end.Ports, port));

    private static bool IsInOne(IReadOnlyList<NumberRange> ranges, int? number)
    {
        foreach (var range in ranges)
        {
            if (number >= range.First && number <= range.Last)
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsIn(IReadOnlyList<AddressPrefix> prefixes, byte[]? address) => address is not null && IsInOne(prefixes, address);

    private static bool IsInOne(IReadOnlyList<AddressPrefix> prefixes, byte[] address)
    {
        foreach (var prefix in prefixes)
        {
            if (prefix.IsV6 == (address.Length == 16) && StartsWith(address, prefix))
            {
                return true;
            }
        }
        return false;
    }

    // Bit by bit, from the left.
    private static bool StartsWith(byte[] address, AddressPrefix prefix)
    {
        for (var bit = 0; bit < prefix.Length; bit++)
        {
            var ofAddress = (address[bit / 8] >> (7 - (bit % 8))) & 1;
            if (ofAddress != (int)((prefix.Bits >> (127 - bit)) & 1))
            {
                return false;
            }
        }
        return true;
    }

    private static ulong Number(byte[] bytes)
    {
        var number = 0ul;
        foreach (var value in bytes)
        {
            number = (number << 8) | value;
        }
        return number;
    }
}
