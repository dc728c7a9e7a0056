using System.Net;
using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Collectors;

/// <summary>Memory of a next hop between two rounds.</summary>
/// <param name="index">Interface index of the NIC.</param>
/// <param name="address">Its IP address.</param>
internal sealed class NextHop(int index, IPAddress address)
{
    /// <summary>Interface index of the NIC.</summary>
    public int Index => index;

    /// <summary>Its IP address.</summary>
    public IPAddress Address => address;

    /// <summary>The last usable MAC address; zeros after the kernel has reported that it does not answer, and before it is known.</summary>
    public MacAddress Mac { get; set; }

    /// <summary>True since the kernel reported that it does not answer, until it answers: also while the kernel asks again.</summary>
    public bool HasFailed { get; set; }

    /// <summary>The kernel's last state: a MAC address that it would use, or zeros.</summary>
    public MacAddress Seen { get; set; }

    /// <summary>When to mark it as used in the kernel again, a <see cref="DueTime"/>; 0: it has not been marked yet.</summary>
    public long NextUse { get; set; }

    /// <summary>True if it was asked for in this round; the others are forgotten.</summary>
    public bool IsWanted { get; set; }
}
