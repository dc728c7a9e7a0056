using System.Net;
using K8sMirror.Bpf.Links;

namespace K8sMirror.Bpf.Routes;

/// <summary>An entry of the kernel's neighbour tables (ARP and neighbour discovery).</summary>
/// <param name="Index">Interface index of the NIC.</param>
/// <param name="Address">IP address, without a scope.</param>
/// <param name="State">What is known.</param>
/// <param name="Mac">MAC address; zeros if none is known, or if it has not 6 bytes.</param>
public sealed record Neighbour(int Index, IPAddress Address, NeighbourState State, MacAddress Mac)
{
    /// <summary>True if the kernel would send to <see cref="Mac"/>.</summary>
    public bool IsUsable => !Mac.IsZero && State is NeighbourState.Reachable or NeighbourState.Stale or NeighbourState.Delay
        or NeighbourState.Probe or NeighbourState.NoArp or NeighbourState.Permanent;

    /// <summary>True if it stays as it is and nobody is asked.</summary>
    public bool IsFixed => State is NeighbourState.NoArp or NeighbourState.Permanent;
}
