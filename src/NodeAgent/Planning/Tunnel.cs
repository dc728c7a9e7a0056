using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Devices that encapsulate an Ethernet frame in a packet of this node, which leaves by the NIC of the routing table.</summary>
internal static class Tunnel
{
    // IFLA_INFO_KIND of the kernel's drivers. Not devices with a fixed lower NIC (VLAN, macvlan, macsec): their path is known.
    private static readonly HashSet<string> Kinds = ["vxlan", "geneve", "gretap", "ip6gretap", "erspan", "ip6erspan"];

    /// <summary>True for such a device.</summary>
    public static bool Is(Link link) => Kinds.Contains(link.Kind);
}
