using System.Net;
using System.Net.Sockets;
using K8sMirror.Core.Filtering;

namespace K8sMirror.Plugin.Explaining;

/// <summary>Whether a rule matches the packets of a flow. If the flow is not fully specified, the answer may be null: it depends.</summary>
internal sealed class FlowMatcher
{
    private readonly byte? protocol;
    private readonly bool isIp;
    private readonly bool hasNoPorts;
    private readonly IPEndPoint? from;
    private readonly IPEndPoint? to;

    /// <param name="flow">The packets, in the given direction.</param>
    public FlowMatcher(Flow flow)
    {
        (from, to) = (End(flow.From), End(flow.To));
        protocol = flow.Protocol is { } name ? ProtocolNames.Protocol(name) : null;
        isIp = protocol is not null || from is not null;
        hasNoPorts = flow.Protocol is not null && protocol is not (ProtocolNames.Tcp or ProtocolNames.Udp or ProtocolNames.Sctp);
        IsArp = flow.Protocol == "arp";
    }

    private bool IsArp { get; }

    /// <summary>True, false, or null if it matches only some packets of the flow.</summary>
    public bool? Matches(PacketRule rule) => All(
        IsEtherType(rule.EtherType),
        rule.Vlans.Count > 0 ? null : true,
        IsProtocol(rule.Protocol),
        rule.FlagsSet + rule.FlagsUnset + rule.IcmpTypes.Count + rule.IcmpCodes.Count > 0 ? null : true,
        Ends(rule.Source, rule.Destination) is var straight && rule.Bidirectional ? Any(straight, Ends(rule.Destination, rule.Source)) : straight);

    private bool? Ends(PacketEnd source, PacketEnd destination) => All(IsEnd(source, from), IsEnd(destination, to));

    private bool? IsEtherType(ushort? wanted)
    {
        if (wanted is null)
        {
            return true;
        }
        if (IsArp)
        {
            return wanted == ProtocolNames.EtherTypes["ARP"];
        }
        ushort? family = protocol switch
        {
            ProtocolNames.Icmp => ProtocolNames.IPv4,
            ProtocolNames.IcmpV6 => ProtocolNames.IPv6,
            _ => from?.AddressFamily switch
            {
                AddressFamily.InterNetwork => ProtocolNames.IPv4,
                AddressFamily.InterNetworkV6 => ProtocolNames.IPv6,
                _ => null,
            },
        };
        return family is { } known ? known == wanted
            : isIp && wanted is not (ProtocolNames.IPv4 or ProtocolNames.IPv6) ? false
            : null;
    }

    private bool? IsProtocol(byte? wanted) => wanted is null ? true : IsArp ? false : protocol is { } known ? known == wanted : null;

    private bool? IsEnd(PacketEnd wanted, IPEndPoint? end) => All(
        wanted.Prefixes is null ? true : IsArp || wanted.Prefixes.Count == 0 ? false : end is null ? null : IsIn(wanted.Prefixes, end.Address),
        wanted.Ports.Count == 0 ? true : hasNoPorts ? false : end is null or { Port: 0 } ? null : wanted.Ports.Any(p => p.Contains(end.Port)),
        wanted.Macs.Count == 0 ? true : null);

    private static bool IsIn(IReadOnlyList<AddressPrefix> prefixes, IPAddress address)
    {
        var bits = AddressPrefix.BitsOf(address.GetAddressBytes());
        return prefixes.Any(p => p.IsV6 == (address.AddressFamily == AddressFamily.InterNetworkV6) && p.Contains(bits));
    }

    private static IPEndPoint? End(string? text) => text is not null && IPEndPoint.TryParse(text, out var end) ? end : null;

    private static bool? All(params ReadOnlySpan<bool?> parts) => parts.Contains(false) ? false : parts.Contains(null) ? null : true;

    private static bool? Any(bool? a, bool? b) => a == true || b == true ? true : a is null || b is null ? null : false;
}
