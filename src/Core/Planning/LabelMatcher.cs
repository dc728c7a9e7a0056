using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>Label selection as Kubernetes does it.</summary>
public static class LabelMatcher
{
    /// <summary>Operator: the label exists with one of the values.</summary>
    public const string In = "In";

    /// <summary>Operator: the label does not exist, or has none of the values.</summary>
    public const string NotIn = "NotIn";

    /// <summary>Operator: the label exists.</summary>
    public const string Exists = "Exists";

    /// <summary>Operator: the label does not exist.</summary>
    public const string DoesNotExist = "DoesNotExist";

    /// <summary>
    /// True if every part matches. Null and empty selectors match everything. A requirement whose operator is unknown matches nothing;
    /// <see cref="SelectorValidator"/> reports it.
    /// </summary>
    public static bool Matches(LabelSelector? selector, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (key, value) in selector?.MatchLabels ?? NoLabels)
        {
            if (!labels.TryGetValue(key, out var actual) || actual != value)
            {
                return false;
            }
        }
        foreach (var requirement in selector?.MatchExpressions ?? [])
        {
            if (!Matches(requirement, labels))
            {
                return false;
            }
        }
        return true;
    }

    private static readonly Dictionary<string, string> NoLabels = [];

    private static bool Matches(LabelSelectorRequirement requirement, IReadOnlyDictionary<string, string> labels)
    {
        var isThere = labels.TryGetValue(requirement.Key, out var value);
        return requirement.Operator switch
        {
            In => isThere && HasValue(requirement, value!),
            NotIn => !isThere || !HasValue(requirement, value!),
            Exists => isThere,
            DoesNotExist => !isThere,
            _ => false,
        };
    }

    private static bool HasValue(LabelSelectorRequirement requirement, string value) => requirement.Values?.Contains(value) ?? false;
}
