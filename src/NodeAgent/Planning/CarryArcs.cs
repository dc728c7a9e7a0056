using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>
/// How this namespace forwards a packet from hook to hook, as far as the links alone determine it. What a bridge or the routing
/// table does depends on the packet, so that is left to the runtime breaker.
/// </summary>
internal static class CarryArcs
{
    /// <summary>All arcs, in no order.</summary>
    public static IEnumerable<CarryArc> From(LinkTable links)
    {
        foreach (var link in links.All)
        {
            var lower = link.LowerIndex == 0 || link.LowerIsElsewhere ? null : links.ByIndex(link.LowerIndex);
            if (lower is not null && link.Kind == "veth")
            {
                yield return new(Egress(link), Ingress(lower));
            }
            else if (lower is not null)
            {
                // A device on top of another: VLAN, macvlan, ipvlan.
                yield return new(Egress(link), Egress(lower));
                yield return new(Ingress(lower), Ingress(link));
            }
            if (links.ByIndex(link.MasterIndex) is { Kind: "bond" or "team" } master)
            {
                yield return new(Egress(master), Egress(link));
                yield return new(Ingress(link), Ingress(master));
            }
        }
    }

    private static Hook Ingress(Link link) => new(link.Name, EdgeDirection.Ingress);

    private static Hook Egress(Link link) => new(link.Name, EdgeDirection.Egress);
}
