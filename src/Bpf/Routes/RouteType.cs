namespace K8sMirror.Bpf.Routes;

/// <summary>What the kernel does with a packet to an address; values are those of linux/rtnetlink.h (<c>RTN_…</c>).</summary>
public enum RouteType
{
    /// <summary>There is no route.</summary>
    None = 0,

    /// <summary>Sent to a gateway or a neighbour.</summary>
    Unicast = 1,

    /// <summary>Received locally: the address is one of the node's.</summary>
    Local = 2,

    /// <summary>Sent to everybody on a network.</summary>
    Broadcast = 3,

    /// <summary>Received locally: several nodes share the address.</summary>
    Anycast = 4,

    /// <summary>Sent to a group.</summary>
    Multicast = 5,

    /// <summary>Dropped silently.</summary>
    Blackhole = 6,

    /// <summary>Dropped with the error that the host is unreachable.</summary>
    Unreachable = 7,

    /// <summary>Dropped with the error that it is prohibited.</summary>
    Prohibit = 8,
}
