using System.Net;
using System.Net.Sockets;
using K8sMirror.Bpf;
using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Routes;

namespace K8sMirror.NodeAgent.Collectors;

/// <summary>Finds the path to a collector: route, NIC, next hop. Opened in a network namespace, it stays there. Not thread-safe.</summary>
internal sealed class PathReader(NextHops hops) : IDisposable
{
    private const int Ethernet = 1;
    private readonly RouteReader routes = new();
    private readonly LinkReader links = new();

    /// <summary>The kernel's current path; never throws on the kernel's answers.</summary>
    public CollectorPath Find(Collector collector)
    {
        try
        {
            return Follow(collector);
        }
        catch (KernelException e)
        {
            return Unreachable(new(), e.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        routes.Dispose();
        links.Dispose();
    }

    private CollectorPath Follow(Collector collector)
    {
        var (remote, source) = (collector.Remote, collector.Source);
        if (source is not null && source.AddressFamily != remote.AddressFamily)
        {
            return Unreachable(new(), $"{source} cannot be the source of packets to {remote}: one is IPv4 and the other IPv6");
        }
        if (source is not null && routes.Find(source).Type != RouteType.Local)
        {
            return Unreachable(new(), $"the source address {source} is not one of this node");
        }
        var route = routes.Find(remote, source);
        if (route.Type != RouteType.Unicast)
        {
            return Unreachable(new(), Refusal(route.Type, remote));
        }
        if (links.Find(route.Index) is not { } nic)
        {
            return Unreachable(new(), $"no route to {remote}"); // The NIC has gone meanwhile.
        }
        var from = source ?? route.Source;
        var path = new CollectorPath
        {
            Index = nic.Index,
            Nic = nic.Name,
            Mtu = route.Mtu > 0 ? Math.Min(route.Mtu, nic.Mtu) : nic.Mtu,
            Source = from,
            NextHop = route.Gateway ?? remote,
            LocalMac = nic.Address,
        };
        return Obstacle(route, nic, from, remote) is { } problem ? Unreachable(path, problem) : Resolve(path, nic, remote);
    }

    private CollectorPath Resolve(CollectorPath path, Link nic, IPAddress remote)
    {
        var hop = path.NextHop!;
        var (state, mac) = hops.Find(nic, hop);
        var name = hop.Equals(remote) ? $"{remote}" : $"{hop}, the gateway to {remote}";
        return path with
        {
            State = state,
            NextHopMac = mac,
            Problem = state switch
            {
                CollectorState.Usable => "",
                CollectorState.Resolving => $"{name}: its MAC address is being resolved on {nic.Name}",
                _ => $"{name}: no answer to {(hop.AddressFamily == AddressFamily.InterNetwork ? "ARP" : "neighbour discovery")} on {nic.Name}",
            },
        };
    }

    private static string? Obstacle(Route route, Link nic, IPAddress? source, IPAddress remote)
    {
        if (nic.IsLoopback)
        {
            return $"the route to {remote} leads over {nic.Name}, back to this node";
        }
        if (nic.HardwareType != Ethernet)
        {
            return $"the route to {remote} leads over {nic.Name}, which carries no Ethernet frames";
        }
        if (route.Wraps)
        {
            return $"the route to {remote} wraps packets itself (encap), which copies would bypass";
        }
        if (!nic.IsUp || !nic.HasCarrier)
        {
            return $"the route to {remote} leads over {nic.Name}, which {(nic.IsUp ? "has no carrier" : "is down")}";
        }
        // IPv6 gives loopback's as long as duplicate address detection has not ended for all others.
        if (source is null || IPAddress.IsLoopback(source) || source.Equals(IPAddress.Any))
        {
            return $"this node has no {(remote.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address to send to {remote} from";
        }
        return null;
    }

    private static string Refusal(RouteType type, IPAddress remote) => type switch
    {
        RouteType.None => $"no route to {remote}",
        RouteType.Local or RouteType.Anycast => $"{remote} is an address of this node itself",
        RouteType.Blackhole => $"the route to {remote} is a blackhole",
        RouteType.Unreachable => $"the route to {remote} says that it is unreachable",
        RouteType.Prohibit => $"the route to {remote} prohibits it",
        _ => $"{remote} is not the address of a single host",
    };

    private static CollectorPath Unreachable(CollectorPath path, string problem) =>
        path with { State = CollectorState.Unreachable, Problem = problem };
}
