using K8sMirror.Core.Api;

namespace K8sMirror.Core.Status;

/// <summary>Composes a node's report on one session from the state of each edge. Used by the agent.</summary>
public static class SessionStatusComposer
{
    private const int MessagesShown = 3;

    /// <summary>Message of an edge that waits for a NIC.</summary>
    public static string WaitsFor(string interfaceName) => $"waits for {interfaceName}";

    /// <summary>
    /// Programmed only if there are edges and each one is; Failed if any failed; else Pending. Reason and message come from the worst edges:
    /// failed ones before waiting ones, then by a fixed order of reasons.
    /// </summary>
    /// <param name="session">The session in the NodeMirror's spec.</param>
    /// <param name="edges">Its edges in any order. A source pattern that matched nothing is one edge for each target, with the pattern as its source.</param>
    public static SessionStatus Compose(MirrorSession session, IEnumerable<EdgeStatus> edges)
    {
        var sorted = edges
            .OrderBy(e => e.Source, StringComparer.Ordinal).ThenBy(e => e.Direction).ThenBy(e => e.Target, StringComparer.Ordinal)
            .ToList();
        var status = new SessionStatus
        {
            MirrorRef = session.MirrorRef,
            Edges = sorted,
        };
        if (sorted.Count == 0)
        {
            return status with { State = ProgrammedState.Pending, Reason = Reasons.InterfaceNotFound, Message = "no NIC matches the sources" };
        }
        var bad = sorted.Where(e => e.State != ProgrammedState.Programmed).ToList();
        if (bad.Count == 0)
        {
            return status with { State = ProgrammedState.Programmed, Reason = Reasons.Programmed };
        }
        var state = bad.Exists(e => e.State == ProgrammedState.Failed) ? ProgrammedState.Failed : ProgrammedState.Pending;
        var reason = bad.Where(e => e.State == state).Select(e => e.Reason)
            .MinBy(r => (ReasonSeverity.RankOf(r), r))!;
        return status with { State = state, Reason = reason, Message = MessageOf([.. bad.Where(e => e.State == state && e.Reason == reason)]) };
    }

    private static string MessageOf(List<EdgeStatus> worst)
    {
        var messages = worst.Select(e => e.Message).Where(m => m.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return messages.Count switch
        {
            0 => $"{worst[0].Source} to {worst[0].Target}" + (worst.Count > 1 ? $" and {worst.Count - 1} more" : ""),
            <= MessagesShown => string.Join("; ", messages),
            _ => string.Join("; ", messages.Take(MessagesShown)) + $"; and {messages.Count - MessagesShown} more",
        };
    }
}
