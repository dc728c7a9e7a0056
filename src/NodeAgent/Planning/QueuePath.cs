using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>The NICs whose queue disciplines a copy passes.</summary>
internal static class QueuePath
{
    /// <summary>
    /// Interface indexes, sorted: the target, the NIC below it (VLAN, macvlan) and, of a bond or a bridge, its ports. Where a tunnel's
    /// packets leave is known only to the routing table: it ends the path.
    /// </summary>
    public static IReadOnlyList<int> Of(Link target, LinkTable links)
    {
        var way = new SortedSet<int>();
        var open = new Stack<Link>([target]);
        while (open.TryPop(out var link))
        {
            if (!way.Add(link.Index) || Tunnel.Is(link))
            {
                continue;
            }
            if (link.Kind != "veth" && !link.LowerIsElsewhere && links.ByIndex(link.LowerIndex) is { } lower)
            {
                open.Push(lower);
            }
            if (link.Kind is "bond" or "team" or "bridge")
            {
                foreach (var port in links.All.Where(l => l.MasterIndex == link.Index))
                {
                    open.Push(port);
                }
            }
        }
        return [.. way];
    }
}
