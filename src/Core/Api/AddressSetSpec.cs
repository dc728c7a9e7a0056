namespace K8sMirror.Core.Api;

/// <summary>Addresses of an <see cref="AddressSet"/>.</summary>
public sealed record AddressSetSpec
{
    /// <summary>
    /// IPv4 and IPv6 prefixes without host bits, as in a rule; a bare address is a prefix of its full length. If empty, the set matches nothing.
    /// </summary>
    [MustBeWritten]
    public IReadOnlyList<string>? Cidrs { get; init; }
}
