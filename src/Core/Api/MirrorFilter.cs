namespace K8sMirror.Core.Api;

/// <summary>Which packets of the sources are copied. Rules are evaluated in order; the first that matches decides.</summary>
public sealed record MirrorFilter
{
    /// <summary>What happens to packets that no rule matches.</summary>
    public FilterAction DefaultAction { get; init; }

    /// <summary>Rules, in the order of evaluation.</summary>
    public IReadOnlyList<FilterRule> Rules { get; init => field = value ?? []; } = [];
}
