using K8sMirror.Core.Api;

namespace K8sMirror.Core.Filtering;

/// <summary>An AddressSet that was read.</summary>
/// <param name="Prefixes">What is in it; empty if anything is wrong.</param>
/// <param name="Findings">What is wrong; empty: nothing.</param>
public sealed record PrefixSet(IReadOnlyList<AddressPrefix> Prefixes, IReadOnlyList<Finding> Findings)
{
    /// <summary>What is wrong, in short; null means nothing.</summary>
    public string? Problem => Findings.Count switch
    {
        0 => null,
        1 => Findings[0].ToString(),
        _ => $"{Findings[0]}; and {Findings.Skip(1).Sum(f => f.Count)} more",
    };
}
