using System.Globalization;

namespace K8sMirror.Core.Filtering;

/// <summary>Names of IP protocols and EtherTypes that a rule may use (IANA's registries), case-insensitive.</summary>
public static class ProtocolNames
{
    /// <summary>TCP's number.</summary>
    public const byte Tcp = 6;

    /// <summary>UDP's number.</summary>
    public const byte Udp = 17;

    /// <summary>GRE's number.</summary>
    public const byte Gre = 47;

    /// <summary>SCTP's number.</summary>
    public const byte Sctp = 132;

    /// <summary>ICMP's number.</summary>
    public const byte Icmp = 1;

    /// <summary>ICMPv6's number.</summary>
    public const byte IcmpV6 = 58;

    /// <summary>IPv4's EtherType.</summary>
    public const ushort IPv4 = 0x0800;

    /// <summary>IPv6's EtherType.</summary>
    public const ushort IPv6 = 0x86dd;

    /// <summary>Lower values are a length (IEEE 802.3), not an EtherType.</summary>
    public const ushort FirstEtherType = 0x0600;

    /// <summary>IP protocols by name.</summary>
    public static IReadOnlyDictionary<string, byte> Protocols { get; } = new Dictionary<string, byte>(StringComparer.OrdinalIgnoreCase)
    {
        ["ICMP"] = Icmp,
        ["IGMP"] = 2,
        ["IPIP"] = 4,
        ["TCP"] = Tcp,
        ["UDP"] = Udp,
        ["IPv6"] = 41,
        ["GRE"] = Gre,
        ["ESP"] = 50,
        ["AH"] = 51,
        ["ICMPv6"] = IcmpV6,
        ["OSPF"] = 89,
        ["PIM"] = 103,
        ["VRRP"] = 112,
        ["SCTP"] = Sctp,
    };

    /// <summary>EtherTypes by name.</summary>
    public static IReadOnlyDictionary<string, ushort> EtherTypes { get; } = new Dictionary<string, ushort>(StringComparer.OrdinalIgnoreCase)
    {
        ["IPv4"] = IPv4,
        ["ARP"] = 0x0806,
        ["RARP"] = 0x8035,
        ["IPv6"] = IPv6,
        ["MPLS"] = 0x8847,
        ["PPPoE"] = 0x8864,
        ["EAPOL"] = 0x888e,
        ["LLDP"] = 0x88cc,
        ["PTP"] = 0x88f7,
    };

    /// <summary>True for the extension headers of IPv6 that are skipped: hop-by-hop options, routing, fragment, destination options (RFC 8200).</summary>
    public static bool IsExtension(byte protocol) => protocol is 0 or 43 or 44 or 60;

    /// <summary>Reads a protocol's name or number; null if it is neither.</summary>
    public static byte? Protocol(string text) =>
        Protocols.TryGetValue(text, out var number) || byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number : null;

    /// <summary>Reads an EtherType's name or number (<c>0x88cc</c>, <c>35020</c>); null if it is neither, or a length.</summary>
    public static ushort? EtherType(string text) =>
        (EtherTypes.TryGetValue(text, out var number)
            || (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
                ? ushort.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
                : ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)))
        && number >= FirstEtherType ? number : null;
}
