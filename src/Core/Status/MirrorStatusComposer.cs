using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Status;

/// <summary>What a TrafficMirror's status must say, from what the planner found and the nodes reported. Used by the operator.</summary>
public static class MirrorStatusComposer
{
    /// <summary>
    /// Composes. Every type of <see cref="ConditionTypes"/> is always there. A condition keeps its time while its status stays. If nothing differs from <paramref name="previous"/>, that very instance is returned: nothing to write.
    /// </summary>
    /// <param name="mirror">The mirror as it is now.</param>
    /// <param name="findings">From <see cref="NodePlanner"/>.</param>
    /// <param name="nodes">One for each node that the selector matches, in any order.</param>
    /// <param name="previous">The status that was written last, or null.</param>
    /// <param name="now">For conditions that change; cut to whole seconds, as Kubernetes keeps them.</param>
    public static TrafficMirrorStatus Compose(
        TrafficMirror mirror, IReadOnlyList<Finding> findings, IEnumerable<NodeReport> nodes, TrafficMirrorStatus? previous, DateTimeOffset now)
    {
        var tally = new NodeTally(mirror, nodes);
        var isPlanned = mirror is { Spec.Paused: false, Metadata.DeletionTimestamp: null } && !findings.Any(f => f.IsRefusal);
        var time = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var status = new TrafficMirrorStatus
        {
            ObservedGeneration = mirror.Metadata.Generation,
            Conditions =
            [
                .. ConditionComposer.Compose(mirror, findings, tally)
                    .Select(draft => Date(draft, mirror.Metadata.Generation, previous, time))
                    .OrderBy(c => c.Type, StringComparer.Ordinal),
            ],
            Nodes = isPlanned ? tally.Counts : tally.Counts with { Programmed = 0, Failed = 0 },
        };
        return previous is not null && DeepEquality.AreEqual(status, previous) ? previous : status;
    }

    private static Condition Date(ConditionDraft draft, long generation, TrafficMirrorStatus? previous, DateTimeOffset time)
    {
        var before = previous?.Conditions.FirstOrDefault(c => c.Type == draft.Type);
        return new()
        {
            Type = draft.Type,
            Status = draft.Status,
            ObservedGeneration = generation,
            LastTransitionTime = before?.Status == draft.Status ? before.LastTransitionTime : time,
            Reason = draft.Reason,
            Message = draft.Message,
        };
    }
}
