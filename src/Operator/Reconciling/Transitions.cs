using K8sMirror.Core.Api;

namespace K8sMirror.Operator.Reconciling;

/// <summary>What changed from one status to the next. Both are on the server, so a restart repeats no event.</summary>
internal static class Transitions
{
    /// <summary>Transitions, in a fixed order. Nodes that come and go without changing a condition's status or reason make none.</summary>
    public static IReadOnlyList<MirrorTransition> Between(TrafficMirrorStatus? before, TrafficMirrorStatus after)
    {
        var found = new List<MirrorTransition>();
        var (was, now) = (Find(before, ConditionTypes.Accepted), Find(after, ConditionTypes.Accepted));
        if (now is { Status: not ConditionStatus.Unknown } && (was?.Status != now.Status || was.Reason != now.Reason))
        {
            found.Add(new(now.Status == ConditionStatus.False, now.Reason, now.Message));
        }

        (was, now) = (Find(before, ConditionTypes.Programmed), Find(after, ConditionTypes.Programmed));
        if (now?.Status == ConditionStatus.True && was?.Status != ConditionStatus.True)
        {
            found.Add(new(false, now.Reason, now.Message));
        }
        else if (now?.Status != ConditionStatus.True && was?.Status == ConditionStatus.True && now is not null
            && before!.ObservedGeneration == after.ObservedGeneration && now.Reason is not (Reasons.Deleting or Reasons.Paused))
        {
            // After a change of the spec the user expects that it is not programmed for a while; without one it is a transition.
            found.Add(new(true, now.Reason, now.Message));
        }

        foreach (var type in ConditionTypes.Alarms)
        {
            (was, now) = (Find(before, type), Find(after, type));
            if (now?.Status == ConditionStatus.True && (was?.Status != ConditionStatus.True || was.Reason != now.Reason))
            {
                found.Add(new(true, now.Reason, now.Message));
            }
        }

        return found;
    }

    private static Condition? Find(TrafficMirrorStatus? status, string type) => status?.Conditions.FirstOrDefault(condition => condition.Type == type);
}
