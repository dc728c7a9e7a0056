using System.Net;
using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Collectors;

/// <summary>What is remembered of a next hop from one look to the next.</summary>
/// <param name="index">Interface index of the NIC.</param>
/// <param name="address">Its IP address.</param>
internal sealed class NextHop(int index, IPAddress address)
{
    /// <summary>Interface index of the NIC.</summary>
    public int Index => index;

    /// <summary>Its IP address.</summary>
    public IPAddress Address => address;

    /// <summary>The last MAC address that was usable; zeros after the kernel has said that it does not answer, and before it is known.</summary>
    public MacAddress Mac { get; set; }

    /// <summary>True from when the kernel said that it does not answer until it answers: also while the kernel asks again.</summary>
    public bool HasFailed { get; set; }

    /// <summary>The kernel's last word: a MAC address that it would use, or zeros.</summary>
    public MacAddress Seen { get; set; }

    /// <summary>When the kernel is to be told again that it is in use, a <see cref="DueTime"/>; 0: it has not been told yet.</summary>
    public long NextUse { get; set; }

    /// <summary>True if it was looked for in this look; the others are forgotten.</summary>
    public bool IsWanted { get; set; }
}
