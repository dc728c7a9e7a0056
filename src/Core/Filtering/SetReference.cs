using System.Globalization;
using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Filtering;

/// <summary>A field of a filter that names an AddressSet.</summary>
/// <param name="Path">Path of the field, below the filter: <c>rules[0].source.addressSets[1]</c>.</param>
/// <param name="Name">Name of the set.</param>
public sealed record SetReference(string Path, string Name)
{
    /// <summary>All references of a filter, in the order of the rules.</summary>
    public static IEnumerable<SetReference> Of(MirrorFilter? filter)
    {
        for (var i = 0; i < (filter?.Rules.Count ?? 0); i++)
        {
            var rule = filter!.Rules[i];
            foreach (var (end, names) in new[] { ("source", rule?.Source?.AddressSets), ("destination", rule?.Destination?.AddressSets) })
            {
                for (var j = 0; j < (names?.Count ?? 0); j++)
                {
                    yield return new(string.Create(CultureInfo.InvariantCulture, $"rules[{i}].{end}.addressSets[{j}]"), names![j] ?? "");
                }
            }
        }
    }

    /// <summary>
    /// Findings for the sets that a filter names but that cannot be used. They are notices, since a set may be created or corrected without a change of the
    /// mirror.
    /// </summary>
    /// <param name="filter">The filter; null means it names nothing.</param>
    /// <param name="path">Path of the field, such as <c>spec.filter</c>.</param>
    /// <param name="sets">Existing AddressSets.</param>
    public static IReadOnlyList<Finding> Unresolved(MirrorFilter? filter, string path, PrefixSets sets)
    {
        var findings = new List<Finding>();
        foreach (var reference in Of(filter))
        {
            var set = sets.Find(reference.Name);
            if (set?.Problem is { } problem)
            {
                findings.Add(new(Reasons.AddressSetInvalid, $"{path}.{reference.Path}",
                    $"AddressSet {Quoting.Quote(reference.Name)} has mistakes ({problem}); nothing is copied until they are corrected", IsRefusal: false));
            }
            else if (set is null)
            {
                findings.Add(new(Reasons.AddressSetNotFound, $"{path}.{reference.Path}",
                    $"AddressSet {Quoting.Quote(reference.Name)} does not exist; until it does, it matches nothing", IsRefusal: false));
            }
        }
        // An invalid one stops the mirror, so it is reported first.
        return [.. findings.OrderByDescending(f => f.Reason == Reasons.AddressSetInvalid)];
    }
}
