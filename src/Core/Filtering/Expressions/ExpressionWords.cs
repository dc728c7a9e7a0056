namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>The keywords of tcpdump's language (pcap-filter(7)): those that become rules, and those that cannot, with an explanation.</summary>
internal static class ExpressionWords
{
    /// <summary>Protocol keywords that may be used alone, with the condition that they mean then.</summary>
    public static IReadOnlyDictionary<string, PacketMatch> Protocols { get; } = new Dictionary<string, PacketMatch>(StringComparer.Ordinal)
    {
        ["ip"] = new() { EtherType = ProtocolNames.IPv4 },
        ["ip6"] = new() { EtherType = ProtocolNames.IPv6 },
        ["arp"] = new() { EtherType = 0x0806 },
        ["rarp"] = new() { EtherType = 0x8035 },
        ["pppoed"] = new() { EtherType = 0x8863 },
        ["tcp"] = new() { Protocol = ProtocolNames.Tcp },
        ["udp"] = new() { Protocol = ProtocolNames.Udp },
        ["sctp"] = new() { Protocol = ProtocolNames.Sctp },
        ["ah"] = new() { Protocol = 51 },
        ["esp"] = new() { Protocol = 50 },
        ["pim"] = new() { Protocol = 103 },
        ["icmp"] = V4(ProtocolNames.Icmp),
        ["igmp"] = V4(2),
        ["igrp"] = V4(9),
        ["vrrp"] = V4(112),
        ["carp"] = V4(112),
        ["icmp6"] = new() { EtherType = ProtocolNames.IPv6, Protocol = ProtocolNames.IcmpV6 },
    };

    /// <summary>Keywords for the kind of value that follows.</summary>
    public static IReadOnlySet<string> Kinds { get; } = new HashSet<string>(StringComparer.Ordinal) { "host", "net", "port", "portrange", "proto" };

    /// <summary>Keywords that no rule can express.</summary>
    public static IReadOnlyDictionary<string, string> Refused { get; } = Refusals();

    /// <summary>All keywords; anything else is a value.</summary>
    public static IReadOnlySet<string> All { get; } = new HashSet<string>(
        [.. Protocols.Keys, .. Kinds, .. Refused.Keys, "ether", "link", "src", "dst", "and", "or", "not", "mask", "vlan", "broadcast", "multicast"],
        StringComparer.Ordinal);

    private static PacketMatch V4(byte protocol) => new() { EtherType = ProtocolNames.IPv4, Protocol = protocol };

    private static Dictionary<string, string> Refusals()
    {
        var refused = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["less"] = "no rule sees a packet's length",
            ["greater"] = "no rule sees a packet's length",
            ["len"] = "no rule sees a packet's length",
            ["gateway"] = "it needs a name lookup; write ether host MAC and not host ADDRESS",
            ["protochain"] = "rules look behind IPv6's extension headers anyway; write proto",
            ["inbound"] = "the direction belongs to the mirror's source",
            ["outbound"] = "the direction belongs to the mirror's source",
            ["ifname"] = "the interface belongs to the mirror's source",
            ["on"] = "the interface belongs to the mirror's source",
            ["mpls"] = "rules do not look behind MPLS labels; write ether proto 0x8847 for all of it",
            ["pppoes"] = "rules do not look into PPPoE; write ether proto 0x8864 for all of it",
            ["geneve"] = "rules do not look into tunnels; write udp port 6081 for all of it",
            ["vxlan"] = "rules do not look into tunnels; write udp port 4789 for all of it",
            ["llc"] = "rules see the EtherType, and LLC frames have none",
        };
        foreach (var word in "stp iso ipx netbeui clnp esis isis l1 l2 iih lsp snp csnp psnp".Split(' '))
        {
            refused[word] = "rules see the EtherType, and LLC frames have none";
        }
        foreach (var word in "atalk aarp decnet lat sca mopdl moprc".Split(' '))
        {
            refused[word] = "no rule has it by name; write ether proto and its number";
        }
        foreach (var word in "fddi tr wlan ra ta addr1 addr2 addr3 addr4 type subtype dir radio ppp slip vpi vci lane oam oamf4 oamf4e oamf4s oamf4ec oamf4sc metac bcc sc ilmic connectmsg metaconnect".Split(' '))
        {
            refused[word] = "sources are Ethernet";
        }
        foreach (var word in "rnr rulenum reason rset ruleset srnr subrulenum action".Split(' '))
        {
            refused[word] = "it is a word for the logs of a firewall";
        }
        return refused;
    }
}
