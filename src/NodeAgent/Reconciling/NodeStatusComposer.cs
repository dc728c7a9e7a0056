using K8sMirror.Bpf.Links;
using K8sMirror.CommandLine;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.Core.Status;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>Puts the plan and the kernel's answers together. Pure: equal facts give an equal status, so that nothing is rewritten needlessly.</summary>
internal static class NodeStatusComposer
{
    /// <summary>Composes the status.</summary>
    /// <param name="generation">Generation of the spec that was planned.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="links">The NICs that it was made for.</param>
    /// <param name="outcomes">The kernel's result for each desired edge.</param>
    /// <param name="broken">Edges that the loop breaker holds.</param>
    /// <param name="shedding">Edges that lose copies to the CPU budget.</param>
    /// <param name="features">The kernel.</param>
    /// <param name="rejected">Sessions that were refused before planning.</param>
    public static NodeMirrorStatus Compose(
        long generation, DatapathPlan plan, LinkTable links, IEnumerable<EdgeOutcome> outcomes, IEnumerable<EdgeKey> broken, IEnumerable<EdgeKey> shedding,
        DatapathFeatures features, IEnumerable<SessionStatus> rejected)
    {
        var byKey = outcomes.ToDictionary(o => o.Key);
        var held = broken.ToHashSet();
        var shed = shedding.ToHashSet();
        var takes = plan.Edges.ToDictionary(e => e.Key, e => e.TargetTakes);
        var status = new NodeMirrorStatus
        {
            ObservedGeneration = generation,
            AgentVersion = BuildVersion.Text,
            Kernel = new() { Release = features.Release, AttachMode = features.Attach.Length > 0 ? features.Attach : null },
            Sessions = [.. plan.Sessions
                .Select(s => PodStatusComposer.Add(
                    SessionStatusComposer.Compose(s.Session, s.Edges.Select(e => Facts(Edge(e, byKey, held), e, links, takes, shed))), s.Pods))
                .Concat(rejected)
                .OrderBy(s => s.Mirror, StringComparer.Ordinal)],
        };
        return NodeConditionComposer.Compose(status, features.Refusal is { } refusal ? (refusal.Reason, refusal.Message) : null);
    }

    private static EdgeStatus Edge(PlannedEdge edge, Dictionary<EdgeKey, EdgeOutcome> outcomes, HashSet<EdgeKey> held)
    {
        var outcome = outcomes.GetValueOrDefault(edge.Key);
        if (edge.IsDesired && outcome is null)
        {
            return Status(edge.Key, ProgrammedState.Failed, Reasons.ProgramFailed, "the datapath did not answer for this edge");
        }
        if (edge.IsDesired && !outcome!.IsProgrammed)
        {
            // A NIC can vanish between reading the links and programming it: that is waiting, not failing.
            var state = outcome.Reason == Reasons.InterfaceNotFound ? ProgrammedState.Pending : ProgrammedState.Failed;
            return Status(edge.Key, state, outcome.Reason, outcome.Message);
        }
        return held.Contains(edge.Key) && edge.IsDesired
            ? Status(edge.Key, ProgrammedState.Failed, Reasons.LoopDetected,
                $"copies of {edge.Key.Source} came back to it; the breaker holds this edge until they no longer do, which it tests every minute or more often")
            : Status(edge.Key, edge.State, edge.Reason, edge.Message);
    }

    private static EdgeStatus Facts(
        EdgeStatus status, PlannedEdge edge, LinkTable links, Dictionary<EdgeKey, PacketClasses> takes, HashSet<EdgeKey> shed) =>
        status.Reason == Reasons.InterfaceNotFound ? status with { Missing = Missing(edge.Key, links) }
        : status.State == ProgrammedState.Programmed && takes.TryGetValue(edge.Key, out var classes)
            ? Fitted(status, edge.Fit) with { Segmentation = SegmentationChoice.Word(classes).ToString(), Shedding = shed.Contains(edge.Key) }
        : status;

    // It is programmed anyway: frames that fit are copied.
    private static EdgeStatus Fitted(EdgeStatus status, FrameFit? fit) => fit is null ? status : status with
    {
        MtuShortfall = fit.Shortfall,
        Message = status.Message.Length == 0 ? fit.Message : $"{status.Message}; {fit.Message}",
    };

    /// <summary>Null if a NIC vanished after the links were read: the next pass knows which.</summary>
    private static List<string>? Missing(EdgeKey key, LinkTable links)
    {
        string[] nics = TargetIds.IsTunnel(key.Target) ? [key.Source] : [key.Source, key.Target];
        var missing = nics.Where(n => links.ByName(n) is null).ToList();
        return missing.Count > 0 ? missing : null;
    }

    private static EdgeStatus Status(EdgeKey key, ProgrammedState state, string reason, string message) => new()
    {
        Source = key.Source,
        Direction = key.Direction,
        Target = key.Target,
        State = state,
        Reason = reason,
        Message = message,
    };
}
