using K8sMirror.Core.Api;

namespace K8sMirror.Core.Filtering;

/// <summary>A parsed <see cref="FilterRule"/>. An empty list and null mean any.</summary>
public sealed record PacketRule
{
    /// <summary>What happens to a packet that it matches.</summary>
    public FilterAction Action { get; init; }

    /// <summary>EtherType behind all VLAN tags, host byte order.</summary>
    public ushort? EtherType { get; init; }

    /// <summary>Ids of the outermost VLAN tag, 0 to 4094.</summary>
    public IReadOnlyList<NumberRange> Vlans { get; init; } = [];

    /// <summary>IP protocol; TCP if the rule has flags.</summary>
    public byte? Protocol { get; init; }

    /// <summary>Source addresses and ports.</summary>
    public PacketEnd Source { get; init; } = PacketEnd.Any;

    /// <summary>Destination addresses and ports.</summary>
    public PacketEnd Destination { get; init; } = PacketEnd.Any;

    /// <summary>True: also matches with the ends exchanged.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>TCP flags that must be set, a bit each.</summary>
    public byte FlagsSet { get; init; }

    /// <summary>TCP flags that must not be set, a bit each.</summary>
    public byte FlagsUnset { get; init; }

    /// <summary>ICMP types.</summary>
    public IReadOnlyList<byte> IcmpTypes { get; init; } = [];

    /// <summary>ICMP codes.</summary>
    public IReadOnlyList<byte> IcmpCodes { get; init; } = [];
}
