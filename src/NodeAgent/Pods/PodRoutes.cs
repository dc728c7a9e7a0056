using System.Net;
using System.Net.Sockets;
using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Routes;

namespace K8sMirror.NodeAgent.Pods;

/// <summary>
/// Follows the node's own route to a pod's address: a route for this address alone, or a bridge and its port. For pods whose runtime takes the address off
/// their NIC, as gVisor does. Opened in a network namespace, it stays there. Not thread-safe.
/// </summary>
internal sealed class PodRoutes : IDisposable
{
    private readonly RouteReader routes = new();
    private readonly NeighbourTable neighbours = new();
    private readonly ForwardingTable bridges = new();

    /// <summary>The NIC, or why there is none (yet).</summary>
    /// <exception cref="Bpf.KernelException">The kernel's answer failed.</exception>
    public PodWay Follow(IPAddress address, LinkTable links)
    {
        var entry = routes.FindEntry(address);
        if (entry.Type == RouteType.Local)
        {
            return new(0, $"{address} is an address of the node itself", PodAbsence.Doubtful);
        }
        if (entry.Type != RouteType.Unicast || links.ByIndex(entry.Index) is not { } nic)
        {
            return new(0, $"the node has no route to {address}");
        }
        if (entry.Gateway is { } gateway)
        {
            return new(0, $"packets for {address} leave by {nic.Name} to {gateway}", PodAbsence.Shared);
        }
        if (nic.Kind == "bridge")
        {
            return BehindBridge(nic, address, links);
        }
        var isForOneAddress = entry.PrefixLength == (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        return isForOneAddress && PodNics.CanLeadToOne(nic) ? new(nic.Index, "")
            : new(0, $"packets for {address} pass {nic.Name}, which is not the pod's alone, as with macvlan, ipvlan and SR-IOV", PodAbsence.Shared);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        routes.Dispose();
        neighbours.Dispose();
        bridges.Dispose();
    }

    private PodWay BehindBridge(Link bridge, IPAddress address, LinkTable links)
    {
        var neighbour = neighbours.Find(bridge.Index, address);
        // A stale entry may be that of a pod that had the address before.
        if (neighbour is not { State: NeighbourState.Reachable or NeighbourState.Permanent })
        {
            if (neighbour?.IsFixed != true)
            {
                neighbours.Use(bridge.Index, address);
            }
            return new(0, $"nobody on {bridge.Name} has answered for {address} yet");
        }
        var port = links.ByIndex(bridges.FindPort(bridge.Index, neighbour.Mac));
        return port is null ? new(0, $"{bridge.Name} does not know behind which port {neighbour.Mac} is, which has {address}")
            : PodNics.CanLeadToOne(port) ? new(port.Index, "")
            : new(0, $"packets for {address} pass {port.Name}, which is not the pod's alone", PodAbsence.Shared);
    }
}
