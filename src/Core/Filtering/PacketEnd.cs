namespace K8sMirror.Core.Filtering;

/// <summary>One end of a <see cref="PacketRule"/>. An empty list means any, except for <see cref="Prefixes"/>.</summary>
public sealed record PacketEnd
{
    /// <summary>Everything.</summary>
    public static PacketEnd Any { get; } = new();

    /// <summary>IP prefixes. Null means any. Empty means none, so that nothing matches: all AddressSets of the rule are empty or missing.</summary>
    public IReadOnlyList<AddressPrefix>? Prefixes { get; init; }

    /// <summary>True: addresses outside <see cref="Prefixes"/> match, and packets without an address.</summary>
    public bool IsOutside { get; init; }

    /// <summary>Ports of TCP, UDP and SCTP.</summary>
    public IReadOnlyList<NumberRange> Ports { get; init; } = [];

    /// <summary>MAC addresses, the first byte in bits 40 to 47.</summary>
    public IReadOnlyList<ulong> Macs { get; init; } = [];
}
