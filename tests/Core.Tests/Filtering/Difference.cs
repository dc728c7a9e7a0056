namespace K8sMirror.Core.Tests.Filtering;

/// <summary>Where an expression means something else to us than to tcpdump: the classes of docs/filter-expressions.md.</summary>
internal enum Difference
{
    /// <summary>None: the two must agree.</summary>
    None,

    /// <summary>VLAN tags: rules look behind them.</summary>
    Tags,

    /// <summary>ARP and RARP: addresses in them are none to rules.</summary>
    Arp,

    /// <summary>IPv6 extension headers: rules look behind them.</summary>
    Extensions,

    /// <summary>TCP flags of IPv6: tcpdump has them for IPv4 alone.</summary>
    FlagsOfIPv6,

    /// <summary>Frames that end within a header: to tcpdump no expression is true that reads on, not even a "not".</summary>
    CutOff,
}
