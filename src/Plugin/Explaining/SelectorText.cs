using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Plugin.Explaining;

/// <summary>Why a selector does not match a node.</summary>
internal static class SelectorText
{
    /// <summary>Each part that does not match, in words.</summary>
    public static string WhyNot(LabelSelector? selector, IReadOnlyDictionary<string, string> labels)
    {
        var parts = new List<string>();
        foreach (var (key, value) in selector?.MatchLabels ?? new Dictionary<string, string>())
        {
            if (labels.GetValueOrDefault(key) is var actual && actual != value)
            {
                parts.Add($"{key}={value} is asked for, {Has(key, actual)}");
            }
        }
        foreach (var requirement in selector?.MatchExpressions ?? [])
        {
            if (!LabelMatcher.Matches(new() { MatchExpressions = [requirement] }, labels))
            {
                var values = requirement.Values is { Count: > 0 } some ? $" ({string.Join(", ", some)})" : "";
                parts.Add($"{requirement.Key} {requirement.Operator}{values} is asked for, {Has(requirement.Key, labels.GetValueOrDefault(requirement.Key))}");
            }
        }
        return "the node selector does not match: " + string.Join("; ", parts);
    }

    private static string Has(string key, string? actual) => actual is null ? "the node has no such label" : $"the node has {key}={actual}";
}
