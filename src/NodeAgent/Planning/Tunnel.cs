using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Which devices wrap an Ethernet frame into a packet that this node itself sends, over whatever NIC the routing table says.</summary>
internal static class Tunnel
{
    // IFLA_INFO_KIND of the kernel's drivers. Devices with a fixed lower NIC (VLAN, macvlan, macsec) are not meant: their way is known.
    private static readonly HashSet<string> Kinds = ["vxlan", "geneve", "gretap", "ip6gretap", "erspan", "ip6erspan"];

    /// <summary>True for such a device.</summary>
    public static bool Is(Link link) => Kinds.Contains(link.Kind);
}
