namespace K8sMirror.Bpf.Routes;

/// <summary>What the kernel does with a packet to an address; values are those of linux/rtnetlink.h (<c>RTN_…</c>).</summary>
public enum RouteType
{
    /// <summary>It has no route.</summary>
    None = 0,

    /// <summary>It sends it to a gateway or a neighbour.</summary>
    Unicast = 1,

    /// <summary>It takes it itself: the address is one of the node's.</summary>
    Local = 2,

    /// <summary>It sends it to everybody on a network.</summary>
    Broadcast = 3,

    /// <summary>It takes it itself: the address is one that several nodes share.</summary>
    Anycast = 4,

    /// <summary>It sends it to a group.</summary>
    Multicast = 5,

    /// <summary>It drops it and says nothing.</summary>
    Blackhole = 6,

    /// <summary>It drops it and says that the host cannot be reached.</summary>
    Unreachable = 7,

    /// <summary>It drops it and says that this is forbidden.</summary>
    Prohibit = 8,
}
