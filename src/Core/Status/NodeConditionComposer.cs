using K8sMirror.Core.Api;

namespace K8sMirror.Core.Status;

/// <summary>Conditions and counts of a NodeMirror. Used by the agent.</summary>
public static class NodeConditionComposer
{
    private const int LongestMessage = 256;

    /// <summary>
    /// Adds conditions without times, so that equal facts give equal conditions. <see cref="Timed"/> adds the times when the status is written.
    /// </summary>
    /// <param name="status">The status with all of its sessions and edges.</param>
    /// <param name="refusal">Why this node cannot mirror at all; null if it can.</param>
    public static NodeMirrorStatus Compose(NodeMirrorStatus status, (string Reason, string Message)? refusal)
    {
        var counts = ProgrammedCounts.Of(status.Sessions.Select(s => s.State));
        var programmed = Programmed(status.Sessions, counts);
        var ready = refusal is var (reason, message) ? new(ConditionTypes.Ready, ConditionStatus.False, reason, Short(message)) : programmed with { Type = ConditionTypes.Ready };
        return status with
        {
            SessionCounts = counts,
            EdgeCounts = ProgrammedCounts.Of(status.Sessions.SelectMany(s => s.Edges).Select(e => e.State)),
            Conditions = [programmed.At(status.ObservedGeneration, null, default), ready.At(status.ObservedGeneration, null, default)],
        };
    }

    /// <summary>The same for an agent that cannot read its latest spec.</summary>
    /// <param name="conditions">Conditions of the spec that stays programmed.</param>
    /// <param name="problem">Why the latest spec cannot be read.</param>
    public static IReadOnlyList<Condition> Unreadable(IReadOnlyList<Condition> conditions, string problem) =>
        [.. conditions.Select(c => c.Type != ConditionTypes.Ready ? c : c with
        {
            Status = ConditionStatus.False,
            Reason = Reasons.Invalid,
            Message = $"the agent cannot read the spec and continues with generation {c.ObservedGeneration}: {Short(problem)}",
        })];

    /// <summary>The same with times: a condition keeps its time while its status does not change.</summary>
    /// <param name="conditions">Conditions.</param>
    /// <param name="previous">The last written conditions.</param>
    /// <param name="now">Time of those that change; cut to whole seconds, as Kubernetes keeps them.</param>
    public static IReadOnlyList<Condition> Timed(IReadOnlyList<Condition> conditions, IReadOnlyList<Condition> previous, DateTimeOffset now)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        return [.. conditions.Select(c => new ConditionDraft(c.Type, c.Status, c.Reason, c.Message).At(c.ObservedGeneration, previous, time))];
    }

    private static ConditionDraft Programmed(IReadOnlyList<SessionStatus> sessions, ProgrammedCounts counts)
    {
        if (counts.Programmed == counts.Desired)
        {
            var all = counts.Desired == 0 ? "nothing to mirror on this node" : $"{counts.Desired} of {Mirrors(counts.Desired)} programmed";
            return new(ConditionTypes.Programmed, ConditionStatus.True, Reasons.Programmed, all);
        }
        var worst = sessions.Where(s => s.State != ProgrammedState.Programmed)
            .OrderBy(s => s.State != ProgrammedState.Failed).ThenBy(s => ReasonSeverity.RankOf(s.Reason)).ThenBy(s => s.Mirror, StringComparer.Ordinal)
            .First();
        var text = $"{counts.Programmed} of {Mirrors(counts.Desired)} programmed; {worst.Mirror}: {(worst.Message.Length > 0 ? Short(worst.Message) : worst.Reason)}";
        return new(ConditionTypes.Programmed, ConditionStatus.False, worst.Reason, text);
    }

    private static string Mirrors(int count) => count == 1 ? "1 mirror" : $"{count} mirrors";

    // The session has the whole message.
    private static string Short(string text) => text.Length > LongestMessage ? text[..LongestMessage] + "…" : text;
}
