namespace K8sMirror.Core.Filtering;

/// <summary>One end of a <see cref="PacketRule"/>. An empty list means any, except for <see cref="Prefixes"/>.</summary>
public sealed record PacketEnd
{
    /// <summary>Everything.</summary>
    public static PacketEnd Any { get; } = new();

    /// <summary>IP prefixes. Null means any. Empty means none, so that nothing matches: all AddressSets that the rule names are empty or missing.</summary>
    public IReadOnlyList<AddressPrefix>? Prefixes { get; init; }

    /// <summary>True: met by addresses that are in none of <see cref="Prefixes"/>, and by packets that have no address.</summary>
    public bool IsOutside { get; init; }

    /// <summary>Ports of TCP, UDP and SCTP.</summary>
    public IReadOnlyList<NumberRange> Ports { get; init; } = [];

    /// <summary>MAC addresses, the first byte in bits 40 to 47.</summary>
    public IReadOnlyList<ulong> Macs { get; init; } = [];
}
