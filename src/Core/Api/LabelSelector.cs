namespace K8sMirror.Core.Api;

/// <summary>Kubernetes' <c>metav1.LabelSelector</c>: all parts must match; an empty selector matches everything.</summary>
public sealed record LabelSelector
{
    /// <summary>Labels that must have exactly these values.</summary>
    public IReadOnlyDictionary<string, string>? MatchLabels { get; init; }

    /// <summary>Set-based requirements.</summary>
    public IReadOnlyList<LabelSelectorRequirement>? MatchExpressions { get; init; }
}
