using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Status;

/// <summary>Composes the status of a TrafficMirror from the planner's findings and the nodes' reports. Used by the operator.</summary>
public static class MirrorStatusComposer
{
    /// <summary>
    /// Composes a status. It always has every type of <see cref="ConditionTypes"/>. A condition keeps its time while its status does not change. If nothing
    /// differs from <paramref name="previous"/>, that instance is returned: there is nothing to write.
    /// </summary>
    /// <param name="mirror">The current mirror.</param>
    /// <param name="findings">From <see cref="NodePlanner"/>, and from <see cref="SetReference.Unresolved"/>.</param>
    /// <param name="nodes">One for each node that applies it, in any order.</param>
    /// <param name="previous">The last written status, or null.</param>
    /// <param name="now">Time of conditions that change; cut to whole seconds, as Kubernetes keeps them.</param>
    /// <param name="plan">Planned pods of its sources; null if it selects none.</param>
    public static TrafficMirrorStatus Compose(
        TrafficMirror mirror, IReadOnlyList<Finding> findings, IEnumerable<NodeReport> nodes, TrafficMirrorStatus? previous, DateTimeOffset now,
        MirrorPlan? plan = null)
    {
        var tally = new NodeTally(mirror, nodes);
        var isPlanned = mirror is { Spec.Paused: false, Metadata.DeletionTimestamp: null } && !findings.Any(f => f.IsRefusal);
        var time = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var status = new TrafficMirrorStatus
        {
            ObservedGeneration = mirror.Metadata.Generation,
            Conditions =
            [
                .. ConditionComposer.Compose(mirror, findings, tally, plan)
                    .Select(draft => draft.At(mirror.Metadata.Generation, previous?.Conditions, time))
                    .OrderBy(c => c.Type, StringComparer.Ordinal),
            ],
            Nodes = isPlanned ? tally.Counts : tally.Counts with { Programmed = 0, Failed = 0 },
            Pods = plan?.AwaitsPods == true ? previous?.Pods : plan?.Pods is { } pods ? tally.CountPods(pods, isPlanned) : null,
        };
        return previous is not null && DeepEquality.AreEqual(status, previous) ? previous : status;
    }
}
