namespace K8sMirror.Core.Api;

/// <summary>What is in an <see cref="AddressSet"/>.</summary>
public sealed record AddressSetSpec
{
    /// <summary>IPv4 and IPv6 prefixes without host bits, as in a rule; a bare address is a prefix of its full length. Empty: the set matches nothing.</summary>
    [MustBeWritten]
    public IReadOnlyList<string>? Cidrs { get; init; }
}
