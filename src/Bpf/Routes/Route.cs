using System.Net;

namespace K8sMirror.Bpf.Routes;

/// <summary>The kernel's decision for packets to one address.</summary>
public sealed record Route
{
    /// <summary>What is done with them; nothing else is filled in where they are not sent.</summary>
    public required RouteType Type { get; init; }

    /// <summary>Bits of the destination that the entry of the routing table is for; of a plain question always all.</summary>
    public int PrefixLength { get; init; }

    /// <summary>Interface index of the NIC that they leave by; 0: none.</summary>
    public int Index { get; init; }

    /// <summary>
    /// Next router, which may be an IPv6 one for an IPv4 packet (RFC 8950); null means that the address itself is on the NIC's network.
    /// </summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Address that the kernel sends from; null if it has none, or if it was asked with one.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>MTU of the route, or of the path as far as the kernel has learned it, in bytes of an IP packet; 0: the NIC's.</summary>
    public int Mtu { get; init; }

    /// <summary>True if the route wraps packets itself (<c>encap</c>: MPLS, segment routing, a tunnel's key).</summary>
    public bool Wraps { get; init; }
}
