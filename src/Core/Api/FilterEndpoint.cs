namespace K8sMirror.Core.Api;

/// <summary>
/// Source or destination of packets, in a <see cref="FilterRule"/>. One entry of each list must match; <see cref="Cidrs"/> and <see cref="AddressSets"/> form
/// one list.
/// </summary>
public sealed record FilterEndpoint
{
    /// <summary>IPv4 and IPv6 prefixes (RFC 4632, RFC 4291) without host bits; a bare address is a prefix of its full length.</summary>
    public IReadOnlyList<string>? Cidrs { get; init; }

    /// <summary>Names of AddressSets. One that does not exist matches nothing.</summary>
    public IReadOnlyList<string>? AddressSets { get; init; }

    /// <summary>Ports of TCP, UDP and SCTP: numbers and ranges from 0 to 65535, such as <c>8000-8999</c>.</summary>
    public IReadOnlyList<string>? Ports { get; init; }

    /// <summary>MAC addresses, such as <c>02:00:5e:10:00:01</c>.</summary>
    public IReadOnlyList<string>? Macs { get; init; }
}
