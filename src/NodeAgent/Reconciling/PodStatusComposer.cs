using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Pods;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>
/// Adds what happened to a session's pods. A pod that has just come, or just gone, is not a change of the mirror's state; one whose NIC is not found for long
/// is. Pure.
/// </summary>
internal static class PodStatusComposer
{
    private const int PodsNamed = 3;

    /// <summary>The session's status with its pods.</summary>
    public static SessionStatus Add(SessionStatus status, SessionPods pods)
    {
        if (ReferenceEquals(pods, SessionPods.None))
        {
            return status;
        }
        var all = pods.Parts.Select(p => Of(p, status)).ToList();
        return WithState(status, pods) with
        {
            PodCounts = pods.HasPodSources ? Count(all.Where(p => !p.IsTarget)) : null,
            Pods = all.Count == 0 ? null : [.. all
                .OrderBy(p => p.State switch { ProgrammedState.Failed => 0, ProgrammedState.Pending => 1, _ => 2 })
                .ThenBy(p => p.Namespace, StringComparer.Ordinal).ThenBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.IsTarget)
                .Take(DatapathLimits.PodsListed)],
        };
    }

    private static PodCounts Count(IEnumerable<PodStatus> pods)
    {
        var byState = pods.CountBy(p => p.State).ToDictionary();
        return new()
        {
            Selected = byState.Values.Sum(),
            Mirrored = byState.GetValueOrDefault(ProgrammedState.Programmed),
            Waiting = byState.GetValueOrDefault(ProgrammedState.Pending),
            Failed = byState.GetValueOrDefault(ProgrammedState.Failed),
        };
    }

    private static PodStatus Of(PodPart part, SessionStatus status)
    {
        var nics = part.Nics.Union(part.SharedNics).Order(StringComparer.Ordinal).ToList();
        var pod = new PodStatus
        {
            Namespace = part.Pod.Namespace,
            Name = part.Pod.Name,
            Interfaces = nics.Count > 0 ? nics : null,
            ByAddress = part.SharedNics.Count > 0,
            IsTarget = part.IsTarget,
        };
        if (part.State != PodPlaceState.Found)
        {
            var state = part.State == PodPlaceState.Missing ? ProgrammedState.Failed : ProgrammedState.Pending;
            return pod with { State = state, Reason = Reasons.PodInterfaceNotFound, Message = part.Problem };
        }
        var edges = status.Edges.Where(e => nics.Contains(part.IsTarget ? e.Target : e.Source)).ToList();
        var worst = edges.Find(e => e.State == ProgrammedState.Failed) ?? edges.Find(e => e.State == ProgrammedState.Pending);
        return worst is not null ? pod with { State = worst.State, Reason = worst.Reason, Message = worst.Message }
            : edges.Count == 0 ? pod with { State = ProgrammedState.Pending, Reason = Reasons.Pending }
            : pod with { State = ProgrammedState.Programmed, Reason = Reasons.Programmed, Message = part.Problem };
    }

    private static SessionStatus WithState(SessionStatus status, SessionPods pods)
    {
        var missing = pods.Parts.Where(p => p.State == PodPlaceState.Missing).ToList();
        if (missing.Count > 0 && status.State != ProgrammedState.Failed)
        {
            return status with { State = ProgrammedState.Failed, Reason = Reasons.PodInterfaceNotFound, Message = Words(missing) };
        }
        if (status.Edges.Count > 0)
        {
            return status;
        }
        var waiting = pods.Parts.Where(p => p.State != PodPlaceState.Found).ToList();
        return waiting.Count > 0 ? status with { State = ProgrammedState.Pending, Reason = Reasons.PodInterfaceNotFound, Message = Words(waiting) }
            : pods.HasPodSources ? status with { State = ProgrammedState.Pending, Reason = Reasons.NoPods, Message = "no pod of this node matches the sources" }
            : status;
    }

    private static string Words(List<PodPart> parts) =>
        string.Join("; ", parts.Take(PodsNamed).Select(p => $"{p.Name}: {p.Problem}")) + (parts.Count > PodsNamed ? $"; and {parts.Count - PodsNamed} more" : "");
}
