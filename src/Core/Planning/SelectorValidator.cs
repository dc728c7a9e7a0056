using System.Globalization;
using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Planning;

/// <summary>Checks a label selector by Kubernetes' own rules.</summary>
internal static class SelectorValidator
{
    public static IEnumerable<Finding> Validate(LabelSelector? selector, string path) =>
    [
        .. Bound(selector?.MatchLabels?.Count, DatapathLimits.LabelsPerSelector, $"{path}.matchLabels"),
        .. Bound(selector?.MatchExpressions?.Count, DatapathLimits.ExpressionsPerSelector, $"{path}.matchExpressions"),
        .. ValidateParts(selector, path),
    ];

    private static IEnumerable<Finding> Bound(int? count, int most, string path) =>
        count > most ? [new(Reasons.LimitExceeded, path, string.Create(CultureInfo.InvariantCulture, $"has {count} entries; at most {most} are possible"))] : [];

    private static IEnumerable<Finding> ValidateParts(LabelSelector? selector, string path)
    {
        foreach (var (key, value) in (selector?.MatchLabels ?? new Dictionary<string, string>()).OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            foreach (var finding in ValidateLabel(key, value, $"{path}.matchLabels[{key}]"))
            {
                yield return finding;
            }
        }
        var at = 0;
        foreach (var requirement in selector?.MatchExpressions ?? [])
        {
            foreach (var finding in ValidateRequirement(requirement, $"{path}.matchExpressions[{at}]"))
            {
                yield return finding;
            }
            at++;
        }
    }

    private static IEnumerable<Finding> ValidateLabel(string key, string? value, string path)
    {
        if (ObjectNames.LabelKeyProblem(key) is { } keyProblem)
        {
            yield return new(Reasons.Invalid, path, $"label key {Quoting.Quote(key)} {keyProblem}");
        }
        if (ObjectNames.LabelValueProblem(value ?? "") is { } valueProblem)
        {
            yield return new(Reasons.Invalid, path, $"label value {Quoting.Quote(value!)} {valueProblem}");
        }
    }

    private static IEnumerable<Finding> ValidateRequirement(LabelSelectorRequirement requirement, string path)
    {
        if (ObjectNames.LabelKeyProblem(requirement.Key) is { } keyProblem)
        {
            yield return new(Reasons.Invalid, $"{path}.key", $"label key {Quoting.Quote(requirement.Key)} {keyProblem}");
        }
        var values = requirement.Values ?? [];
        foreach (var finding in Bound(values.Count, DatapathLimits.ValuesPerExpression, $"{path}.values"))
        {
            yield return finding;
        }
        switch (requirement.Operator)
        {
            case LabelMatcher.In or LabelMatcher.NotIn when values.Count == 0:
                yield return new(Reasons.Invalid, $"{path}.values", $"operator {requirement.Operator} needs at least one value");
                break;
            case LabelMatcher.Exists or LabelMatcher.DoesNotExist when values.Count > 0:
                yield return new(Reasons.Invalid, $"{path}.values", $"operator {requirement.Operator} takes no values; remove them");
                break;
            case LabelMatcher.In or LabelMatcher.NotIn or LabelMatcher.Exists or LabelMatcher.DoesNotExist:
                break;
            default:
                yield return new(
                    Reasons.Invalid,
                    $"{path}.operator",
                    $"operator {Quoting.Quote(requirement.Operator)} is unknown; write In, NotIn, Exists or DoesNotExist");
                break;
        }
        for (var i = 0; i < values.Count; i++)
        {
            if (ObjectNames.LabelValueProblem(values[i]) is { } problem)
            {
                yield return new(Reasons.Invalid, $"{path}.values[{i}]", $"label value {Quoting.Quote(values[i])} {problem}");
            }
        }
    }
}
