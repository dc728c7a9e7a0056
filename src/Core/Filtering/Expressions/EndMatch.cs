namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>Conditions on source or destination of a packet; null if there are none.</summary>
internal sealed record EndMatch
{
    public static EndMatch Any { get; } = new();

    public AddressRanges? Addresses { get; init; }

    public RangeSet? Ports { get; init; }

    public RangeSet? Macs { get; init; }

    public EndMatch Intersect(EndMatch other) => new()
    {
        Addresses = Conditions.Intersect(Addresses, other.Addresses),
        Ports = Conditions.Intersect(Ports, other.Ports),
        Macs = Conditions.Intersect(Macs, other.Macs),
    };

    public bool Covers(EndMatch other) =>
        Conditions.Covers(Addresses, other.Addresses) && Conditions.Covers(Ports, other.Ports) && Conditions.Covers(Macs, other.Macs);

    public bool IsPossible() => Addresses is not { IsEmpty: true } && Ports is not { IsEmpty: true } && Macs is not { IsEmpty: true };
}
