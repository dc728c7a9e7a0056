using K8sMirror.Bpf.Links;
using K8sMirror.Core.Naming;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Which NICs can be a source or a target at all.</summary>
internal static class Eligibility
{
    private const int Ethernet = 1; // ARPHRD_ETHER, linux/if_arp.h

    /// <summary>Why this NIC can be neither source nor target, or null if it can be both.</summary>
    public static string? WhyNot(Link link) =>
        CutterDevices.Contains(link.Name) || OffloadDevices.Contains(link.Name) ? $"{link.Name} belongs to K8sMirror itself"
        : link.IsLoopback ? $"{link.Name} is a loopback device"
        : link.HardwareType != Ethernet ? $"{link.Name} is not an Ethernet device (hardware type {link.HardwareType})"
        : null;
}
