using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>
/// One rule of a <see cref="MirrorFilter"/>. It has at least one condition and matches packets that meet all of them. A packet does not meet a condition on
/// something that it lacks (a port in ICMP, an address in ARP).
/// </summary>
public sealed record FilterRule
{
    /// <summary>What happens to a packet that it matches.</summary>
    [MustBeWritten]
    public FilterAction Action { get; init; }

    /// <summary>EtherType behind all VLAN tags, by name (<c>IPv4</c>, <c>IPv6</c>, <c>ARP</c>, …) or number (<c>0x88cc</c>).</summary>
    public string? EtherType { get; init; }

    /// <summary>Ids of the outermost VLAN tag: numbers and ranges from 0 to 4094, such as <c>100-199</c>.</summary>
    public IReadOnlyList<string>? Vlans { get; init; }

    /// <summary>IP protocol, by name (<c>TCP</c>, <c>UDP</c>, <c>ICMP</c>, …) or number from 0 to 255; behind IPv6's extension headers.</summary>
    public string? Protocol { get; init; }

    /// <summary>Where the packet comes from.</summary>
    public FilterEndpoint? Source { get; init; }

    /// <summary>Where it goes.</summary>
    public FilterEndpoint? Destination { get; init; }

    /// <summary>True: the rule also matches with source and destination exchanged.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Bidirectional { get; init; }

    /// <summary>TCP flags; implies TCP.</summary>
    public TcpFlagMatch? TcpFlags { get; init; }

    /// <summary>Types of ICMP or ICMPv6, one of which <see cref="Protocol"/> must name; from 0 to 255.</summary>
    public IReadOnlyList<int>? IcmpTypes { get; init; }

    /// <summary>Codes of ICMP or ICMPv6; from 0 to 255.</summary>
    public IReadOnlyList<int>? IcmpCodes { get; init; }
}
