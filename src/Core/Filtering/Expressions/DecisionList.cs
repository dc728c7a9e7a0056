using K8sMirror.Core.Api;

namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>
/// A condition on packets as a list of first-match rules: the first step that holds decides, else the default; Accept means true. Such lists are closed under
/// "not", "and" and "or", and each operation below is exact.
/// </summary>
internal sealed record DecisionList(IReadOnlyList<FilterStep> Steps, FilterAction Default)
{
    /// <summary>Maximum number of steps between two operations. More than the rules of a filter, since the last operation may shorten the list again.</summary>
    public const int MostSteps = 4096;

    /// <summary>True if any of these is met.</summary>
    public static DecisionList AnyOf(IEnumerable<PacketMatch> matches) =>
        DecisionSimplifier.Simplify(new([.. matches.Select(m => new FilterStep(m, FilterAction.Accept))], FilterAction.Reject));

    public DecisionList Not() => new([.. Steps.Select(s => s with { Action = Other(s.Action) })], Other(Default));

    /// <summary>True if all are; null if the list grows too long.</summary>
    public static DecisionList? All(IEnumerable<DecisionList> lists) => Combine(lists, FilterAction.Reject);

    /// <summary>True if one is; null if the list grows too long.</summary>
    public static DecisionList? Any(IEnumerable<DecisionList> lists) => Combine(lists, FilterAction.Accept);

    // "and" and "or" are the same except for the action that decides alone: Reject in an "and", Accept in an "or".
    private static DecisionList? Combine(IEnumerable<DecisionList> lists, FilterAction decides)
    {
        // Lists whose steps all decide alone need no product if they come first, and the order of operands is free.
        DecisionList? result = null;
        var simplifyAbove = MostSteps / 8;
        foreach (var next in lists.OrderBy(l => l.DecidesAlone(decides) ? 0 : 1))
        {
            result = result is null ? next : Combine(result, next, decides);
            if (result is null)
            {
                return null;
            }
            // Each time it has doubled: simplifying takes quadratic time.
            if (result.Steps.Count > simplifyAbove)
            {
                result = DecisionSimplifier.Simplify(result);
                simplifyAbove = Math.Max(simplifyAbove, 2 * result.Steps.Count);
            }
        }
        return result is null ? null : DecisionSimplifier.Simplify(result);
    }

    private bool DecidesAlone(FilterAction decides) => Default != decides && Steps.All(s => s.Action == decides);

    private static DecisionList? Combine(DecisionList first, DecisionList second, FilterAction decides)
    {
        var steps = new List<FilterStep>();
        foreach (var step in first.Steps)
        {
            if (step.Action == decides)
            {
                steps.Add(step);
                continue;
            }
            foreach (var other in second.Steps)
            {
                if (step.Match.Intersect(other.Match) is { } both)
                {
                    steps.Add(new(both, other.Action));
                }
            }
            // The default of the second list within this step. If it is the action that decides alone, falling through has the same result: whatever holds
            // later evaluates the second list again.
            if (second.Default != decides)
            {
                steps.Add(new(step.Match, second.Default));
            }
            if (steps.Count > MostSteps)
            {
                return null;
            }
        }
        if (first.Default == decides)
        {
            return new(steps, decides);
        }
        steps.AddRange(second.Steps);
        return steps.Count > MostSteps ? null : new(steps, second.Default);
    }

    private static FilterAction Other(FilterAction action) => action == FilterAction.Accept ? FilterAction.Reject : FilterAction.Accept;
}
