namespace K8sMirror.Bpf.Links;

/// <summary>One network interface as rtnetlink (RFC 3549, <c>RTM_NEWLINK</c>) reports it.</summary>
public sealed record Link
{
    /// <summary>Interface index, unique within the network namespace; changes when the NIC is re-created.</summary>
    public required int Index { get; init; }

    /// <summary>Name, at most 15 bytes (IFNAMSIZ - 1), as <see cref="Core.Naming.NameEscapes"/> writes it.</summary>
    public required string Name { get; init; }

    /// <summary>Other names that the kernel finds it by (IFLA_ALT_IFNAME, Linux 5.5), of up to 127 bytes; mirrors do not go by them.</summary>
    public IReadOnlyList<string> AlternativeNames { get; init; } = [];

    /// <summary>Bytes of an Ethernet header, which no MTU counts: ETH_HLEN of linux/if_ether.h.</summary>
    public const int EthernetHeader = 14;

    /// <summary>MTU in bytes, without the Ethernet header.</summary>
    public int Mtu { get; init; }

    /// <summary>Administratively up (IFF_UP).</summary>
    public bool IsUp { get; init; }

    /// <summary>Has a carrier (IFF_LOWER_UP).</summary>
    public bool HasCarrier { get; init; }

    /// <summary>IFF_LOOPBACK.</summary>
    public bool IsLoopback { get; init; }

    /// <summary>IFF_NOARP: it asks nobody for MAC addresses.</summary>
    public bool IsNoArp { get; init; }

    /// <summary>IFF_POINTOPOINT: there is one other end.</summary>
    public bool IsPointToPoint { get; init; }

    /// <summary>Its MAC address (IFLA_ADDRESS); zeros if it has none of 6 bytes.</summary>
    public MacAddress Address { get; init; }

    /// <summary>ARPHRD type (linux/if_arp.h); 1 is Ethernet.</summary>
    public int HardwareType { get; init; }

    /// <summary><c>veth</c>, <c>vlan</c>, <c>bridge</c> … (IFLA_INFO_KIND); empty for hardware.</summary>
    public string Kind { get; init; } = "";

    /// <summary>IFLA_LINK: a veth's peer or a VLAN's lower device; 0: none.</summary>
    public int LowerIndex { get; init; }

    /// <summary>
    /// IFLA_LINK_NETNSID: this namespace's number for the other one in which <see cref="LowerIndex"/> is an index, as long as that one lives; negative: it
    /// is ending. Null means it is this one.
    /// </summary>
    public int? LowerNamespace { get; init; }

    /// <summary>True if <see cref="LowerIndex"/> is an index in another network namespace.</summary>
    public bool LowerIsElsewhere => LowerNamespace is not null;

    /// <summary>IFLA_MASTER: the bridge or bond that it is a port of; 0: none.</summary>
    public int MasterIndex { get; init; }

    /// <summary>IFLA_IFALIAS; devices that we make say so here.</summary>
    public string Alias { get; init; } = "";

    /// <summary>True if a bus has it (IFLA_PARENT_DEV_NAME, Linux 5.14): hardware, or what a hypervisor shows as such.</summary>
    public bool IsHardware { get; init; }

    /// <summary>What it segments by itself; only read for hardware.</summary>
    public SegmentationOffloads Offloads { get; init; }
}
