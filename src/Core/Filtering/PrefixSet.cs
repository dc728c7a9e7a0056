using K8sMirror.Core.Api;

namespace K8sMirror.Core.Filtering;

/// <summary>A parsed AddressSet.</summary>
/// <param name="Prefixes">Its entries; empty if anything is wrong.</param>
/// <param name="Findings">What is wrong; empty if nothing is.</param>
public sealed record PrefixSet(IReadOnlyList<AddressPrefix> Prefixes, IReadOnlyList<Finding> Findings)
{
    /// <summary>What is wrong, in short; null if nothing is.</summary>
    public string? Problem => Findings.Count switch
    {
        0 => null,
        1 => Findings[0].ToString(),
        _ => $"{Findings[0]}; and {Findings.Skip(1).Sum(f => f.Count)} more",
    };
}
