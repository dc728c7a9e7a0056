using K8sMirror.Bpf.Links;
using K8sMirror.Core.Naming;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Which NICs can be a source or a target.</summary>
internal static class Eligibility
{
    private const int Ethernet = 1; // ARPHRD_ETHER, linux/if_arp.h

    /// <summary>
    /// Devices whose packets begin with their IP header, as in the kernel's dev_is_mac_header_xmit: ARPHRD_PPP (since Linux 6.6 and
    /// in the stable series), RAWIP, TUNNEL, TUNNEL6, SIT, IPGRE, IP6GRE, NONE.
    /// </summary>
    private static readonly int[] Bare = [512, 519, 768, 769, 776, 778, 823, 65534];

    /// <summary>True if the packets of this NIC have no Ethernet header.</summary>
    public static bool IsBare(Link link) => Bare.Contains(link.HardwareType);

    /// <summary>Why this NIC cannot be a source, or null if it can.</summary>
    public static string? WhyNoSource(Link link) =>
        IsOurs(link) ? Ours(link)
        // Linux 6.1 and 6.12: what a VRF device receives and sends passes neither its ingress nor its egress hook.
        : link.Kind == "vrf" ? $"{link.Name} is a VRF device, whose packets the kernel shows at the NICs in it only: select those"
        : link.IsLoopback || link.HardwareType == Ethernet || IsBare(link) ? null
        : $"{link.Name} is neither an Ethernet device nor one that carries IP (hardware type {link.HardwareType})";

    /// <summary>Why this NIC cannot be a target, or null if it can.</summary>
    public static string? WhyNoTarget(Link link) =>
        IsOurs(link) ? Ours(link)
        : link.IsLoopback ? $"{link.Name} is a loopback device"
        : link.Kind == "vrf" ? $"{link.Name} is a VRF device, which would route the copies"
        : link.HardwareType != Ethernet ? $"{link.Name} is not an Ethernet device (hardware type {link.HardwareType})"
        : null;

    /// <summary>True if a pattern may select this NIC as a source. A loopback device must be named.</summary>
    public static bool IsForPatterns(Link link) => WhyNoSource(link) is null && !link.IsLoopback;

    private static bool IsOurs(Link link) => CutterDevices.Contains(link.Name) || OffloadDevices.Contains(link.Name);

    private static string Ours(Link link) => $"{link.Name} belongs to K8sMirror itself";
}
