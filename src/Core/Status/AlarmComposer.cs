using K8sMirror.Core.Api;

namespace K8sMirror.Core.Status;

/// <summary>The conditions that warn: True means a problem. They are always present, so that you can wait for False.</summary>
internal static class AlarmComposer
{
    /// <summary>Conditions of a planned mirror.</summary>
    public static IEnumerable<ConditionDraft> Compose(NodeTally tally) => [Degraded(tally), LoopDetected(tally), MtuTooSmall(tally), Shedding(tally)];

    /// <summary>Conditions of a mirror that no node applies: there is nothing to warn about.</summary>
    public static IEnumerable<ConditionDraft> Quiet(string reason, string message) =>
        ConditionTypes.Alarms.Select(type => new ConditionDraft(type, ConditionStatus.False, reason, message));

    private static ConditionDraft Degraded(NodeTally tally)
    {
        var counts = tally.Counts;
        if (counts.Programmed > 0 && (tally.HasDefinite || tally.HasSilent))
        {
            return new(ConditionTypes.Degraded, ConditionStatus.True, Reasons.PartiallyProgrammed, tally.Message);
        }
        // If no node copies, the mirror is not degraded: it does not work at all, and Programmed says so.
        return counts.Programmed == 0 && !tally.HasUnheard
            ? new(ConditionTypes.Degraded, ConditionStatus.False, tally.MainReason, tally.Message)
            : Otherwise(ConditionTypes.Degraded, tally, tally.Message);
    }

    private static ConditionDraft LoopDetected(NodeTally tally)
    {
        var loops = tally.Outcomes
            .Select(o => (Outcome: o, Edge: o.Session?.Edges.FirstOrDefault(e => e.Reason == Reasons.LoopDetected)))
            .Where(l => l.Edge is not null)
            .ToList();
        if (loops.Count == 0)
        {
            return Otherwise(ConditionTypes.LoopDetected, tally, "no copy came back to its source");
        }
        var (outcome, edge) = loops[0];
        var message = $"{NodeTally.Nodes(loops.Count)} stopped copying {edge!.Source} to {edge.Target}, which came back{NodeTally.See(outcome)}";
        return new(ConditionTypes.LoopDetected, ConditionStatus.True, Reasons.LoopDetected, message);
    }

    private static ConditionDraft MtuTooSmall(NodeTally tally)
    {
        var narrow = tally.Outcomes
            .Select(o => (Outcome: o, Edge: o.Session?.Edges.Where(e => e.MtuShortfall?.DropsAbove > 0).MaxBy(e => e.MtuShortfall!.Needed)))
            .Where(n => n.Edge is not null)
            .ToList();
        if (narrow.Count == 0)
        {
            return Otherwise(ConditionTypes.MtuTooSmall, tally, "no node drops frames because of their size");
        }
        var (outcome, edge) = narrow.MaxBy(n => n.Edge!.MtuShortfall!.Needed);
        var shortfall = edge!.MtuShortfall!;
        var help = shortfall.Needed == 0 ? $"no MTU helps, set snapLength to at most {shortfall.DropsAbove}"
            : $"set the MTU of {shortfall.Interface} there to {shortfall.Needed}" + (TargetIds.IsTunnel(edge.Target) ? ", or choose another mtuPolicy" : "");
        var message = $"{narrow.Count} of {NodeTally.Nodes(tally.Outcomes.Count)} {(narrow.Count == 1 ? "drops" : "drop")} frames that are too large for a target: "
            + $"on {outcome.Node} those of {edge.Source} to {edge.Target} above {shortfall.DropsAbove} bytes; {help}";
        return new(ConditionTypes.MtuTooSmall, ConditionStatus.True, Reasons.MtuTooSmall, message);
    }

    private static ConditionDraft Shedding(NodeTally tally)
    {
        var shedding = tally.Outcomes.Where(o => o.Session?.Edges.Any(e => e.Shedding) ?? false).ToList();
        if (shedding.Count == 0)
        {
            return Otherwise(ConditionTypes.Shedding, tally, "no node refuses copies");
        }
        var who = $"{shedding.Count} of {NodeTally.Nodes(tally.Outcomes.Count)} {(shedding.Count == 1 ? "refuses" : "refuse")}";
        var message = $"{who} copies to protect production's CPU time{NodeTally.See(shedding[0])}; raise agent.cpuBudget, lower the load with fewer "
            + "targets, or give the mirror a higher priority";
        return new(ConditionTypes.Shedding, ConditionStatus.True, Reasons.Shedding, message);
    }

    // If no node reports the problem: False once all nodes have reported.
    private static ConditionDraft Otherwise(string type, NodeTally tally, string allClear) => tally.HasUnheard
        ? new(type, ConditionStatus.Unknown, tally.UnheardReason, tally.UnheardMessage)
        : new(type, ConditionStatus.False, Reasons.AsExpected, allClear);
}
