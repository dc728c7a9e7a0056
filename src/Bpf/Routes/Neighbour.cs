using System.Net;
using K8sMirror.Bpf.Links;

namespace K8sMirror.Bpf.Routes;

/// <summary>An entry of the kernel's neighbour tables (ARP and neighbour discovery).</summary>
/// <param name="Index">Interface index of the NIC.</param>
/// <param name="Address">IP address, without a scope.</param>
/// <param name="State">Its state.</param>
/// <param name="Mac">MAC address; zeros if unknown, or not of 6 bytes.</param>
public sealed record Neighbour(int Index, IPAddress Address, NeighbourState State, MacAddress Mac)
{
    /// <summary>True if the kernel would send to <see cref="Mac"/>.</summary>
    public bool IsUsable => !Mac.IsZero && State is NeighbourState.Reachable or NeighbourState.Stale or NeighbourState.Delay
        or NeighbourState.Probe or NeighbourState.NoArp or NeighbourState.Permanent;

    /// <summary>True if it is static and never resolved again.</summary>
    public bool IsFixed => State is NeighbourState.NoArp or NeighbourState.Permanent;
}
