using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Status;

/// <summary>The conditions of one mirror, without their times.</summary>
internal static class ConditionComposer
{
    private const int FindingsShown = 3;

    /// <summary>Reasons of nodes that lack what the mirror names, and what they lack.</summary>
    private static readonly (string Reason, string What)[] Missing =
    [
        (Reasons.InterfaceNotFound, "a NIC"), (Reasons.PodInterfaceNotFound, "the NIC of a pod"), (Reasons.NoPods, "a pod to copy to"),
    ];

    public static IReadOnlyList<ConditionDraft> Compose(TrafficMirror mirror, IReadOnlyList<Finding> findings, NodeTally tally, MirrorPlan? plan)
    {
        var unresolved = findings.Where(IsOfReference).ToList();
        var accepted = Accepted([.. findings.Where(f => !IsOfReference(f))]);
        if (WhyNotCarriedOut(mirror, findings, tally, plan) is var (reason, message))
        {
            var not = new ConditionDraft(ConditionTypes.Programmed, ConditionStatus.False, reason, message);
            var unknown = new ConditionDraft(ConditionTypes.ResolvedRefs, ConditionStatus.Unknown, reason, message);
            return [accepted, unknown, not, Ready(accepted, not, unknown), .. AlarmComposer.Quiet(reason, message)];
        }
        var (resolved, programmed) = (ResolvedRefs(unresolved, tally), Programmed(tally));
        return [accepted, resolved, programmed, Ready(accepted, programmed, resolved), .. AlarmComposer.Compose(tally)];
    }

    // The first False condition decides, else the first Unknown one.
    private static ConditionDraft Ready(ConditionDraft accepted, ConditionDraft programmed, ConditionDraft resolved)
    {
        ConditionDraft[] parts = [accepted, programmed, resolved];
        var speaker = parts.Where(c => c.Status == ConditionStatus.False)
            .Concat(parts.Where(c => c.Status == ConditionStatus.Unknown))
            .Append(programmed)
            .First();
        return speaker with { Type = ConditionTypes.Ready };
    }

    // Acceptance depends on the mirror alone, not on the state of the objects that it names.
    private static bool IsOfReference(Finding finding) => finding.Reason is Reasons.AddressSetNotFound or Reasons.AddressSetInvalid;

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

    private static (string Reason, string Message)? WhyNotCarriedOut(TrafficMirror mirror, IReadOnlyList<Finding> findings, NodeTally tally, MirrorPlan? plan)
    {
        if (mirror.Metadata.DeletionTimestamp is not null)
        {
            return (Reasons.Deleting, "the mirror is being deleted; its copies stop");
        }
        if (findings.FirstOrDefault(f => f.IsRefusal) is { } refusal)
        {
            return (refusal.Reason, "nothing is copied: the mirror is not accepted");
        }
        return mirror.Spec.Paused ? (Reasons.Paused, "spec.paused is true; nothing is copied")
            : tally.Outcomes.Count > 0 ? null
            : plan?.AwaitsPods == true ? (Reasons.Pending, "waits for the list of the cluster's pods")
            : plan?.Matched > 0 ? (Reasons.NoPods, $"no running pod matches the sources; the node selector matches {NodeTally.Nodes(plan.Matched)}")
            : (Reasons.NoNodes, "the node selector matches no node");
    }

    private static ConditionDraft ResolvedRefs(List<Finding> unresolved, NodeTally tally)
    {
        // A missing set is missing for all nodes, which is known without their reports.
        if (unresolved.Count > 0)
        {
            return new(ConditionTypes.ResolvedRefs, ConditionStatus.False, unresolved[0].Reason, Join(unresolved));
        }
        foreach (var (reason, what) in Missing)
        {
            var missing = tally.Outcomes.Where(o => o.Session?.Edges.Any(e => e.Reason == reason) ?? false).ToList();
            missing = missing.Count > 0 ? missing : [.. tally.Outcomes.Where(o => o.Reason == reason)];
            if (missing.Count > 0)
            {
                var message = $"{missing.Count} of {NodeTally.Nodes(tally.Outcomes.Count)} {(missing.Count == 1 ? "lacks" : "lack")} {what}{NodeTally.See(missing[0])}";
                return new(ConditionTypes.ResolvedRefs, ConditionStatus.False, reason, message);
            }
        }
        if (tally.HasLeftOut)
        {
            return new(ConditionTypes.ResolvedRefs, ConditionStatus.Unknown, Reasons.LimitExceeded, tally.Message);
        }
        return tally.HasUnheard
            ? new(ConditionTypes.ResolvedRefs, ConditionStatus.Unknown, tally.UnheardReason, tally.Message)
            : new(ConditionTypes.ResolvedRefs, ConditionStatus.True, Reasons.ResolvedRefs, "all NICs and AddressSets were found");
    }

    // Nodes without a report, or silent ones, mean Unknown; a node that reported a failure means False.
    private static ConditionDraft Programmed(NodeTally tally)
    {
        var counts = tally.Counts;
        return counts.Programmed == counts.Desired
            ? new(ConditionTypes.Programmed, ConditionStatus.True, Reasons.Programmed, tally.Message)
            : new(ConditionTypes.Programmed, tally.HasDefinite ? ConditionStatus.False : ConditionStatus.Unknown, tally.MainReason, tally.Message);
    }

    private static string Join(IReadOnlyList<Finding> findings)
    {
        var text = string.Join("; ", findings.Take(FindingsShown));
        var more = findings.Skip(FindingsShown).Sum(f => f.Count);
        return more > 0 ? $"{text}; and {more} more" : text;
    }
}
