namespace K8sMirror.Bpf.Links;

/// <summary>One network interface as rtnetlink (RFC 3549, <c>RTM_NEWLINK</c>) reports it.</summary>
public sealed record Link
{
    /// <summary>Interface index, unique within the network namespace; changes when the NIC is re-created.</summary>
    public required int Index { get; init; }

    /// <summary>Name, at most 15 bytes (IFNAMSIZ - 1), as <see cref="Core.Naming.NameEscapes"/> writes it.</summary>
    public required string Name { get; init; }

    /// <summary>Other names by which the kernel finds it (IFLA_ALT_IFNAME, Linux 5.5), up to 127 bytes; mirrors do not use them.</summary>
    public IReadOnlyList<string> AlternativeNames { get; init; } = [];

    /// <summary>Size in bytes of an Ethernet header, which is not part of the MTU: ETH_HLEN of linux/if_ether.h.</summary>
    public const int EthernetHeader = 14;

    /// <summary>MTU in bytes, without the Ethernet header.</summary>
    public int Mtu { get; init; }

    /// <summary>Administratively up (IFF_UP).</summary>
    public bool IsUp { get; init; }

    /// <summary>Has a carrier (IFF_LOWER_UP).</summary>
    public bool HasCarrier { get; init; }

    /// <summary>IFF_LOOPBACK.</summary>
    public bool IsLoopback { get; init; }

    /// <summary>IFF_NOARP: it does not resolve MAC addresses.</summary>
    public bool IsNoArp { get; init; }

    /// <summary>IFF_POINTOPOINT: there is exactly one other end.</summary>
    public bool IsPointToPoint { get; init; }

    /// <summary>Its MAC address (IFLA_ADDRESS); zeros if it has no 6-byte address.</summary>
    public MacAddress Address { get; init; }

    /// <summary>ARPHRD type (linux/if_arp.h); 1 is Ethernet.</summary>
    public int HardwareType { get; init; }

    /// <summary><c>veth</c>, <c>vlan</c>, <c>bridge</c> … (IFLA_INFO_KIND); empty for hardware.</summary>
    public string Kind { get; init; } = "";

    /// <summary>IFLA_LINK: a veth's peer or a VLAN's lower device; 0 if none.</summary>
    public int LowerIndex { get; init; }

    /// <summary>
    /// IFLA_LINK_NETNSID: this namespace's number for the other namespace in which <see cref="LowerIndex"/> is an index, while that one exists; negative
    /// if it is being deleted. Null if it is this namespace.
    /// </summary>
    public int? LowerNamespace { get; init; }

    /// <summary>True if <see cref="LowerIndex"/> is an index in another network namespace.</summary>
    public bool LowerIsElsewhere => LowerNamespace is not null;

    /// <summary>IFLA_MASTER: the bridge or bond that it is a port of; 0 if none.</summary>
    public int MasterIndex { get; init; }

    /// <summary>IFLA_IFALIAS; marks the devices that we create.</summary>
    public string Alias { get; init; } = "";

    /// <summary>True if it is on a bus (IFLA_PARENT_DEV_NAME, Linux 5.14): hardware, or a hypervisor's emulation of it.</summary>
    public bool IsHardware { get; init; }

    /// <summary>What the device segments itself; only read for hardware.</summary>
    public SegmentationOffloads Offloads { get; init; }
}
