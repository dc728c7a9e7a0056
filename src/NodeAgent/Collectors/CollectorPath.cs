using System.Net;
using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Collectors;

/// <summary>
/// The path to a collector, or why there is none. Two are equal if the same bytes take the same path with the same message, so
/// "did it change" is <c>!=</c>.
/// </summary>
internal sealed record CollectorPath
{
    /// <summary>Whether copies can go there.</summary>
    public CollectorState State { get; init; }

    /// <summary>Why they cannot, human-readable, such as <c>no route to 192.0.2.10</c>; empty if they can.</summary>
    public string Problem { get; init; } = "";

    /// <summary>Interface index of the NIC that a packet leaves by; 0: there is no route.</summary>
    public int Index { get; init; }

    /// <summary>Its name; empty: there is no route.</summary>
    public string Nic { get; init; } = "";

    /// <summary>Largest IP packet in bytes, without the Ethernet header: the lesser of the NIC's and the route's MTU.</summary>
    public int Mtu { get; init; }

    /// <summary>Source IP address; null if none could be found.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>Address of the next hop: the collector itself or a gateway, which may be an IPv6 one for an IPv4 collector.</summary>
    public IPAddress? NextHop { get; init; }

    /// <summary>Source MAC address: the NIC's.</summary>
    public MacAddress LocalMac { get; init; }

    /// <summary>Destination MAC address: the next hop's.</summary>
    public MacAddress NextHopMac { get; init; }

    /// <summary>True if copies can go there.</summary>
    public bool IsUsable => State == CollectorState.Usable;

    /// <summary>
    /// True if all addresses are known, so that copies can be sent: also if the collector fails its health check.
    /// </summary>
    public bool IsResolved => State is CollectorState.Usable or CollectorState.Unhealthy;
}
