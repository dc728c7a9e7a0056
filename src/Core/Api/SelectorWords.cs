namespace K8sMirror.Core.Api;

/// <summary>Label selectors as text, in the form of kubectl's <c>-l</c>.</summary>
public static class SelectorWords
{
    /// <summary>Not in the record, since every property there is a field of the API.</summary>
    extension(LabelSelector selector)
    {
        /// <summary>Sorted, such as <c>app=db,tier in (a,b)</c>; <c>*</c> selects everything. Equal words mean an equal selection.</summary>
        public string Words
        {
            get
            {
                var parts = (selector.MatchLabels ?? new Dictionary<string, string>()).Select(l => $"{l.Key}={l.Value}")
                    .Concat((selector.MatchExpressions ?? []).Select(WordsOf))
                    .Order(StringComparer.Ordinal);
                return string.Join(',', parts) is { Length: > 0 } words ? words : "*";
            }
        }
    }

    private static string WordsOf(LabelSelectorRequirement requirement) => requirement.Operator switch
    {
        "Exists" => requirement.Key,
        "DoesNotExist" => $"!{requirement.Key}",
        var other => $"{requirement.Key} {other.ToLowerInvariant()} ({string.Join(',', (requirement.Values ?? []).Order(StringComparer.Ordinal))})",
    };
}
