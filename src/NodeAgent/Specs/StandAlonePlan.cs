using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Specs;

/// <summary>
/// Plays the operator for one host: the same planner, with a cluster of just this node. Its one label is
/// <c>kubernetes.io/hostname</c>, so that a mirror with a node selector can be kept off a host.
/// </summary>
internal static class StandAlonePlan
{
    /// <summary>Plans this host, with mirrors that name no AddressSets.</summary>
    public static SpecSnapshot Make(IReadOnlyCollection<TrafficMirror> mirrors, string host, long generation, DateTimeOffset? writtenAt) =>
        Make(mirrors, PrefixSets.None, host, generation, writtenAt);

    /// <summary>Plans this host.</summary>
    public static SpecSnapshot Make(
        IReadOnlyCollection<TrafficMirror> mirrors, PrefixSets sets, string host, long generation, DateTimeOffset? writtenAt)
    {
        var node = new ClusterNode(host, "", new Dictionary<string, string> { ["kubernetes.io/hostname"] = host });
        var plan = NodePlanner.Plan(new(mirrors, [node]) { MostSpecBytes = int.MaxValue });
        var spec = plan.Nodes.GetValueOrDefault(host) ?? new();
        return new(spec, generation, writtenAt, [.. plan.Mirrors.Where(m => !m.IsAccepted).Select(Rejected)]) { Sets = sets };
    }

    private static SessionStatus Rejected(MirrorPlan plan)
    {
        var first = plan.Findings.First(f => f.IsRefusal);
        return new()
        {
            MirrorRef = MirrorReference.To(plan.Mirror),
            State = ProgrammedState.Failed,
            Reason = first.Reason,
            Message = string.Join("; ", plan.Findings.Where(f => f.IsRefusal)),
        };
    }
}
