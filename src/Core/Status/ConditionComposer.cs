using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Status;

/// <summary>The conditions of one mirror, without their times.</summary>
internal static class ConditionComposer
{
    private const int FindingsShown = 3;

    public static IEnumerable<ConditionDraft> Compose(TrafficMirror mirror, IReadOnlyList<Finding> findings, NodeTally tally)
    {
        yield return Accepted(findings);
        if (WhyNotPlanned(mirror, findings) is var (reason, message))
        {
            yield return new(ConditionTypes.ResolvedRefs, ConditionStatus.Unknown, reason, message);
            yield return new(ConditionTypes.Programmed, ConditionStatus.False, reason, message);
            yield break;
        }
        if (tally.Outcomes.Count == 0)
        {
            const string NoNodes = "the node selector matches no node";
            yield return new(ConditionTypes.ResolvedRefs, ConditionStatus.Unknown, Reasons.NoNodes, NoNodes);
            yield return new(ConditionTypes.Programmed, ConditionStatus.False, Reasons.NoNodes, NoNodes);
            yield break;
        }
        yield return ResolvedRefs(tally);
        yield return Programmed(tally);
        if (tally.Counts.Programmed > 0 && (tally.HasDefinite || tally.HasSilent))
        {
            yield return new(ConditionTypes.Degraded, ConditionStatus.True, Reasons.PartiallyProgrammed, tally.Message);
        }
        if (LoopDetected(tally) is { } loop)
        {
            yield return loop;
        }
        if (Shedding(tally) is { } shedding)
        {
            yield return shedding;
        }
    }

    private static ConditionDraft Accepted(IReadOnlyList<Finding> findings)
    {
        var refusals = findings.Where(f => f.IsRefusal).ToList();
        if (refusals.Count > 0)
        {
            return new(ConditionTypes.Accepted, ConditionStatus.False, refusals[0].Reason, Join(refusals));
        }
        return findings.Count > 0
            ? new(ConditionTypes.Accepted, ConditionStatus.True, findings[0].Reason, Join(findings))
            : new(ConditionTypes.Accepted, ConditionStatus.True, Reasons.Accepted, "the spec is valid");
    }

    private static (string Reason, string Message)? WhyNotPlanned(TrafficMirror mirror, IReadOnlyList<Finding> findings)
    {
        if (mirror.Metadata.DeletionTimestamp is not null)
        {
            return (Reasons.Deleting, "the mirror is being deleted; its copies stop");
        }
        if (findings.FirstOrDefault(f => f.IsRefusal) is { } refusal)
        {
            return (refusal.Reason, "nothing is copied: the mirror is not accepted");
        }
        return mirror.Spec.Paused ? (Reasons.Paused, "spec.paused is true; nothing is copied") : null;
    }

    private static ConditionDraft ResolvedRefs(NodeTally tally)
    {
        var missing = tally.Outcomes.Where(o => o.Session?.Edges.Any(e => e.Reason == Reasons.InterfaceNotFound) ?? false).ToList();
        missing = missing.Count > 0 ? missing : [.. tally.Outcomes.Where(o => o.Reason == Reasons.InterfaceNotFound)];
        if (missing.Count > 0)
        {
            var message = $"{missing.Count} of {NodeTally.Nodes(tally.Outcomes.Count)} {(missing.Count == 1 ? "lacks" : "lack")} a NIC{NodeTally.See(missing[0])}";
            return new(ConditionTypes.ResolvedRefs, ConditionStatus.False, Reasons.InterfaceNotFound, message);
        }
        if (tally.HasLeftOut)
        {
            return new(ConditionTypes.ResolvedRefs, ConditionStatus.Unknown, Reasons.LimitExceeded, tally.Message);
        }
        return tally.HasUnreported || tally.HasSilent
            ? new(ConditionTypes.ResolvedRefs, ConditionStatus.Unknown, tally.HasUnreported ? Reasons.Pending : Reasons.AgentSilent, tally.Message)
            : new(ConditionTypes.ResolvedRefs, ConditionStatus.True, Reasons.ResolvedRefs, "all NICs were found");
    }

    // Not reported and silent mean that we do not know; a node that said no means no.
    private static ConditionDraft Programmed(NodeTally tally)
    {
        var counts = tally.Counts;
        return counts.Programmed == counts.Desired
            ? new(ConditionTypes.Programmed, ConditionStatus.True, Reasons.Programmed, tally.Message)
            : new(ConditionTypes.Programmed, tally.HasDefinite ? ConditionStatus.False : ConditionStatus.Unknown, tally.MainReason, tally.Message);
    }

    private static ConditionDraft? LoopDetected(NodeTally tally)
    {
        var loops = tally.Outcomes
            .Select(o => (Outcome: o, Edge: o.Session?.Edges.FirstOrDefault(e => e.Reason == Reasons.LoopDetected)))
            .Where(l => l.Edge is not null)
            .ToList();
        if (loops.Count == 0)
        {
            return null;
        }
        var (outcome, edge) = loops[0];
        var message = $"{NodeTally.Nodes(loops.Count)} stopped copying {edge!.Source} to {edge.Target}, which came back{NodeTally.See(outcome)}";
        return new(ConditionTypes.LoopDetected, ConditionStatus.True, Reasons.LoopDetected, message);
    }

    private static ConditionDraft? Shedding(NodeTally tally)
    {
        var shedding = tally.Outcomes.Where(o => o.Session?.Edges.Any(e => e.Shedding) ?? false).ToList();
        if (shedding.Count == 0)
        {
            return null;
        }
        var who = $"{shedding.Count} of {NodeTally.Nodes(tally.Outcomes.Count)} {(shedding.Count == 1 ? "refuses" : "refuse")}";
        var message = $"{who} copies to protect production's CPU time{NodeTally.See(shedding[0])}; raise agent.cpuBudget, lower the load with fewer "
            + "targets, or give the mirror a higher priority";
        return new(ConditionTypes.Shedding, ConditionStatus.True, Reasons.Shedding, message);
    }

    private static string Join(IReadOnlyList<Finding> findings)
    {
        var text = string.Join("; ", findings.Take(FindingsShown));
        var more = findings.Skip(FindingsShown).Sum(f => f.Count);
        return more > 0 ? $"{text}; and {more} more" : text;
    }
}
