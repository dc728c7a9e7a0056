namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>
/// Conditions that a packet must all meet, as one rule can express them in one direction. Closed under "and", which the compiler needs. Null means no
/// condition.
/// </summary>
internal sealed record PacketMatch
{
    public static PacketMatch Any { get; } = new();

    public ushort? EtherType { get; init; }

    public RangeSet? Vlans { get; init; }

    public byte? Protocol { get; init; }

    public EndMatch Source { get; init; } = EndMatch.Any;

    public EndMatch Destination { get; init; } = EndMatch.Any;

    public byte FlagsSet { get; init; }

    public byte FlagsUnset { get; init; }

    public RangeSet? IcmpTypes { get; init; }

    public RangeSet? IcmpCodes { get; init; }

    /// <summary>With source and destination exchanged.</summary>
    public PacketMatch Mirrored() => this with { Source = Destination, Destination = Source };

    /// <summary>A match for packets that meet both; null if no packet can.</summary>
    public PacketMatch? Intersect(PacketMatch other)
    {
        if ((EtherType ?? other.EtherType) != (other.EtherType ?? EtherType) || (Protocol ?? other.Protocol) != (other.Protocol ?? Protocol))
        {
            return null;
        }
        return new PacketMatch
        {
            EtherType = EtherType ?? other.EtherType,
            Vlans = Conditions.Intersect(Vlans, other.Vlans),
            Protocol = Protocol ?? other.Protocol,
            Source = Source.Intersect(other.Source),
            Destination = Destination.Intersect(other.Destination),
            FlagsSet = (byte)(FlagsSet | other.FlagsSet),
            FlagsUnset = (byte)(FlagsUnset | other.FlagsUnset),
            IcmpTypes = Conditions.Intersect(IcmpTypes, other.IcmpTypes),
            IcmpCodes = Conditions.Intersect(IcmpCodes, other.IcmpCodes),
        }.Normal();
    }

    /// <summary>True if every packet that meets the other one meets this one. False is always safe.</summary>
    public bool Covers(PacketMatch other) =>
        (EtherType is null || EtherType == other.EtherType || EtherType == other.EtherTypeOfAddresses())
        && (Protocol is null || Protocol == other.Protocol)
        && (FlagsSet & ~other.FlagsSet) == 0
        && (FlagsUnset & ~other.FlagsUnset) == 0
        && Conditions.Covers(Vlans, other.Vlans)
        && Source.Covers(other.Source)
        && Destination.Covers(other.Destination)
        && Conditions.Covers(IcmpTypes, other.IcmpTypes)
        && Conditions.Covers(IcmpCodes, other.IcmpCodes);

    // The canonical form, so that equal conditions are equal objects; null if no packet can meet it.
    private PacketMatch? Normal()
    {
        var hasPorts = Source.Ports is not null || Destination.Ports is not null;
        if (!Source.IsPossible() || !Destination.IsPossible() || (FlagsSet & FlagsUnset) != 0 || Vlans is { IsEmpty: true }
            || IcmpTypes is { IsEmpty: true } || IcmpCodes is { IsEmpty: true }
            || (hasPorts && Protocol is not (null or ProtocolNames.Tcp or ProtocolNames.Udp or ProtocolNames.Sctp)))
        {
            return null;
        }
        var v4 = CanBe(ProtocolNames.IPv4, a => a.V4);
        var v6 = CanBe(ProtocolNames.IPv6, a => a.V6);
        var hasAddresses = Source.Addresses is not null || Destination.Addresses is not null;
        if (!v4 && !v6 && (hasAddresses || hasPorts || Protocol is not null))
        {
            return null;
        }
        return hasAddresses ? this with { EtherType = null, Source = Only(Source, v4, v6), Destination = Only(Destination, v4, v6) } : this;
    }

    private bool CanBe(ushort etherType, Func<AddressRanges, RangeSet> family) =>
        (EtherType is null || EtherType == etherType)
        && (Source.Addresses is null || !family(Source.Addresses).IsEmpty)
        && (Destination.Addresses is null || !family(Destination.Addresses).IsEmpty);

    private static EndMatch Only(EndMatch end, bool v4, bool v6) => end.Addresses is { } a
        ? end with { Addresses = new(v4 ? a.V4 : RangeSet.Empty, v6 ? a.V6 : RangeSet.Empty) }
        : end;

    private ushort? EtherTypeOfAddresses() => (Source.Addresses ?? Destination.Addresses) switch
    {
        { V6.IsEmpty: true } => ProtocolNames.IPv4,
        { V4.IsEmpty: true } => ProtocolNames.IPv6,
        _ => null,
    };
}
