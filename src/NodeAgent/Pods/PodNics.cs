using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Pods;

/// <summary>NICs of a node that can be the node's end of a pod's NIC.</summary>
internal static class PodNics
{
    /// <summary>True for an end of a pair (veth, netkit) whose other end is in another network namespace.</summary>
    public static bool IsPairEnd(Link link) => link.Kind is "veth" or "netkit" && link.LowerIsElsewhere;

    /// <summary>True for those and for tap and tun devices, behind which a virtual machine may be.</summary>
    public static bool CanLeadToOne(Link link) => IsPairEnd(link) || link.Kind == "tun";
}
