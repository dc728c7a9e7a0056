namespace K8sMirror.Core.Tests.Filtering;

/// <summary>Where an expression means something else to us than to tcpdump: the classes in docs/filter-expressions.md.</summary>
internal enum Difference
{
    /// <summary>None: both must agree.</summary>
    None,

    /// <summary>VLAN tags: rules look behind them.</summary>
    Tags,

    /// <summary>ARP and RARP: rules do not match their addresses.</summary>
    Arp,

    /// <summary>IPv6 extension headers: rules look behind them.</summary>
    Extensions,

    /// <summary>TCP flags of IPv6: tcpdump supports them only for IPv4.</summary>
    FlagsOfIPv6,

    /// <summary>Frames that end within a header: in tcpdump no expression that reads further is true, not even a "not".</summary>
    CutOff,
}
