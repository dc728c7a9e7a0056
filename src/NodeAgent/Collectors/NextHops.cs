using System.Net;
using System.Net.Sockets;
using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Routes;

namespace K8sMirror.NodeAgent.Collectors;

/// <summary>
/// MAC addresses of next hops, from the kernel's neighbour tables. Keeps their entries confirmed, because our frames bypass the kernel code that
/// would. Opened in a network namespace, it stays there. Not thread-safe.
/// </summary>
internal sealed class NextHops(PathTiming timing) : IDisposable
{
    private static readonly MacAddress Everybody = new([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    private readonly NeighbourTable table = new();
    private readonly Dictionary<(int Index, IPAddress Address), NextHop> known = [];

    /// <summary>A look begins.</summary>
    public void Begin()
    {
        foreach (var hop in known.Values)
        {
            hop.IsWanted = false;
        }
    }

    /// <summary>A round ends: next hops that were not asked for in it are forgotten.</summary>
    /// <returns>When the next round is due, a <see cref="DueTime"/>.</returns>
    public long End()
    {
        foreach (var (key, hop) in known)
        {
            if (!hop.IsWanted)
            {
                known.Remove(key);
            }
        }
        return known.Count == 0 ? DueTime.Never : known.Values.Min(h => h.NextUse);
    }

    /// <summary>Its current MAC address; makes the kernel ask for it if that is due. Does not wait for the answer.</summary>
    /// <param name="nic">NIC, an Ethernet device.</param>
    /// <param name="address">IP address of the next hop.</param>
    /// <returns>Usable with the address; or resolving, or unreachable: it does not answer.</returns>
    /// <exception cref="Bpf.KernelException">The kernel refused.</exception>
    public (CollectorState State, MacAddress Mac) Find(Link nic, IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0)
        {
            address = new(address.GetAddressBytes());
        }
        var entry = table.Find(nic.Index, address);
        if (entry is not { IsUsable: true } && (nic.IsNoArp || nic.IsPointToPoint))
        {
            // As arp_constructor of net/ipv4/arp.c and ndisc_constructor of net/ipv6/ndisc.c do, which send no request on such a device.
            return (CollectorState.Usable, nic.IsNoArp ? nic.Address : Everybody);
        }
        if (!known.TryGetValue((nic.Index, address), out var hop))
        {
            known[(nic.Index, address)] = hop = new(nic.Index, address);
        }
        hop.IsWanted = true;
        return entry is { IsUsable: true } ? Confirmed(hop, entry) : Missing(hop, entry);
    }

    /// <summary>True if another round would find a change now.</summary>
    public bool IsNews(Neighbour entry) =>
        known.TryGetValue((entry.Index, entry.Address), out var hop)
        && (hop.Seen != (entry.IsUsable ? entry.Mac : default) || (entry.State == NeighbourState.Failed && !hop.HasFailed));

    /// <inheritdoc/>
    public void Dispose() => table.Dispose();

    private (CollectorState State, MacAddress Mac) Confirmed(NextHop hop, Neighbour entry)
    {
        (hop.Mac, hop.Seen, hop.HasFailed) = (entry.Mac, entry.Mac, false);
        if (entry.IsFixed)
        {
            hop.NextUse = DueTime.In(timing.Confirm);
        }
        else if (DueTime.HasCome(hop.NextUse))
        {
            Use(hop, timing.Confirm);
        }
        return (CollectorState.Usable, hop.Mac);
    }

    private (CollectorState State, MacAddress Mac) Missing(NextHop hop, Neighbour? entry)
    {
        hop.Seen = default;
        if (entry?.State == NeighbourState.Failed && hop.NextUse > 0)
        {
            // It did not answer us. If it did not answer somebody else, perhaps long ago, it is asked again first.
            (hop.HasFailed, hop.Mac) = (true, default);
        }
        if (entry is null or { State: NeighbourState.None } || DueTime.HasCome(hop.NextUse))
        {
            Use(hop, timing.Retry);
        }
        else
        {
            // It was usable, so it is due as after an answer.
            hop.NextUse = Math.Min(hop.NextUse, DueTime.In(timing.Retry));
        }
        // A flushed entry is no reason to stop: the address was just valid, and the kernel asks again within seconds.
        return !hop.Mac.IsZero ? (CollectorState.Usable, hop.Mac) : (hop.HasFailed ? CollectorState.Unreachable : CollectorState.Resolving, default);
    }

    private void Use(NextHop hop, TimeSpan next)
    {
        hop.NextUse = DueTime.In(next);
        table.Use(hop.Index, hop.Address);
    }
}
