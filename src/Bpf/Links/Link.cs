namespace K8sMirror.Bpf.Links;

/// <summary>One network interface as rtnetlink (RFC 3549, <c>RTM_NEWLINK</c>) reports it.</summary>
public sealed record Link
{
    /// <summary>Interface index, unique within the network namespace; changes when the NIC is re-created.</summary>
    public required int Index { get; init; }

    /// <summary>Name, at most 15 bytes (IFNAMSIZ - 1).</summary>
    public required string Name { get; init; }

    /// <summary>MTU in bytes, without the Ethernet header.</summary>
    public int Mtu { get; init; }

    /// <summary>Administratively up (IFF_UP).</summary>
    public bool IsUp { get; init; }

    /// <summary>Has a carrier (IFF_LOWER_UP).</summary>
    public bool HasCarrier { get; init; }

    /// <summary>IFF_LOOPBACK.</summary>
    public bool IsLoopback { get; init; }

    /// <summary>ARPHRD type; 1 is Ethernet. Only Ethernet NICs can be mirrored.</summary>
    public int HardwareType { get; init; }

    /// <summary><c>veth</c>, <c>vlan</c>, <c>bridge</c> … (IFLA_INFO_KIND); empty for hardware.</summary>
    public string Kind { get; init; } = "";

    /// <summary>IFLA_LINK: a veth's peer or a VLAN's lower device; 0: none.</summary>
    public int LowerIndex { get; init; }

    /// <summary>True if <see cref="LowerIndex"/> is an index in another network namespace (IFLA_LINK_NETNSID).</summary>
    public bool LowerIsElsewhere { get; init; }

    /// <summary>IFLA_MASTER: the bridge or bond that it is a port of; 0: none.</summary>
    public int MasterIndex { get; init; }

    /// <summary>IFLA_IFALIAS; devices that we make say so here.</summary>
    public string Alias { get; init; } = "";

    /// <summary>IFLA_GRO_MAX_SIZE, bytes; 0: this kernel has none (before 5.19).</summary>
    public int GroMaxSize { get; init; }
}
