using System.Net;

namespace K8sMirror.Bpf.Routes;

/// <summary>The kernel's route for packets to one address.</summary>
public sealed record Route
{
    /// <summary>What happens to them; the other properties are only set if they are sent.</summary>
    public required RouteType Type { get; init; }

    /// <summary>Prefix length of the routing table's entry; for a plain lookup always the full length.</summary>
    public int PrefixLength { get; init; }

    /// <summary>Interface index of the NIC that they leave by; 0 if none.</summary>
    public int Index { get; init; }

    /// <summary>
    /// Next router, which may be an IPv6 one for an IPv4 packet (RFC 8950); null if the address itself is on the NIC's network.
    /// </summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Address that the kernel sends from; null if it has none, or if the lookup specified one.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>MTU of the route, or the path MTU if the kernel has learned it, in bytes of an IP packet; 0 for the NIC's MTU.</summary>
    public int Mtu { get; init; }

    /// <summary>True if the route itself encapsulates packets (<c>encap</c>: MPLS, segment routing, a tunnel's key).</summary>
    public bool Wraps { get; init; }
}
