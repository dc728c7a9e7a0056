namespace K8sMirror.Core.Api;

/// <summary>Which packets of the sources are copied. Rules are tried in order, and the first that matches decides.</summary>
public sealed record MirrorFilter
{
    /// <summary>For packets that no rule matches.</summary>
    public FilterAction DefaultAction { get; init; }

    /// <summary>Rules, in the order in which they are tried.</summary>
    public IReadOnlyList<FilterRule> Rules { get; init => field = value ?? []; } = [];
}
