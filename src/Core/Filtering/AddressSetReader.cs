using System.Globalization;
using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Filtering;

/// <summary>Reads AddressSets. Pure, and never throws. A set with any mistake has no prefixes: a part of it would select something else.</summary>
public static class AddressSetReader
{
    /// <summary>Maximum number of findings of one set; one more represents all others.</summary>
    public const int MostFindings = 16;

    private const string Path = "spec.cidrs";

    /// <summary>Reads a set.</summary>
    public static PrefixSet Read(AddressSetSpec spec)
    {
        if (spec.Cidrs is not { } cidrs)
        {
            return Wrong(new Finding(Reasons.Invalid, Path, "is missing; write prefixes, or [] for a set that matches nothing"));
        }
        if (cidrs.Count > DatapathLimits.PrefixesPerSet)
        {
            return Wrong(new Finding(Reasons.LimitExceeded, Path, string.Create(CultureInfo.InvariantCulture,
                $"has {cidrs.Count} entries; at most {DatapathLimits.PrefixesPerSet} are possible: write shorter prefixes, or make two sets")));
        }
        var prefixes = new List<AddressPrefix>(cidrs.Count);
        var findings = new List<Finding>();
        var untold = 0;
        for (var i = 0; i < cidrs.Count; i++)
        {
            var prefix = AddressPrefix.Parse(cidrs[i] ?? "", out var problem);
            if (problem is null)
            {
                prefixes.Add(prefix);
            }
            else if (findings.Count < MostFindings)
            {
                findings.Add(new(Reasons.Invalid, string.Create(CultureInfo.InvariantCulture, $"{Path}[{i}]"), $"{Quoting.Quote(cidrs[i] ?? "")} {problem}"));
            }
            else
            {
                untold++;
            }
        }
        if (untold > 0)
        {
            findings.Add(new(Reasons.Invalid, Path, string.Create(CultureInfo.InvariantCulture, $"has {untold} more mistakes")) { Count = untold });
        }
        return findings.Count == 0 ? new(prefixes, []) : Wrong([.. findings]);
    }

    /// <summary>A set that could not even be parsed.</summary>
    /// <param name="problem">What is wrong and what to do.</param>
    public static PrefixSet Unreadable(string problem) => Wrong(new Finding(Reasons.Invalid, "spec", problem));

    private static PrefixSet Wrong(params IReadOnlyList<Finding> findings) => new([], findings);
}
