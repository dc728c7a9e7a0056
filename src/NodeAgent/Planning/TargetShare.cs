using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>The share of one target of a balancing mirror.</summary>
/// <param name="Mirror">The mirror.</param>
/// <param name="Target">The target's id on the node.</param>
/// <param name="Share">Of all conversations, from 0 to 1.</param>
internal sealed record TargetShare(string Mirror, string Target, double Share)
{
    /// <summary>Of all mirrors with <see cref="MirrorDistribution.FlowHash"/>, by the current state of their targets: an unreachable one gets nothing.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="status">Its result.</param>
    public static IEnumerable<TargetShare> In(NodeMirrorSpec spec, NodeMirrorStatus status)
    {
        var reached = status.Sessions
            .SelectMany(s => s.Edges.Where(e => e.State == ProgrammedState.Programmed).Select(e => (s.Mirror, e.Target)))
            .ToHashSet();
        return spec.Sessions.Where(s => s.Distribution == MirrorDistribution.FlowHash).SelectMany(s => Of(s, reached));
    }

    private static IEnumerable<TargetShare> Of(MirrorSession session, HashSet<(string Mirror, string Target)> reached)
    {
        var weights = session.Targets.DistinctBy(t => t.Id, StringComparer.Ordinal)
            .Select(t => (t.Id, Weight: reached.Contains((session.Mirror, t.Id)) ? Math.Max(1, t.Weight) : 0)).ToList();
        var all = Math.Max(1, weights.Sum(t => t.Weight));
        return weights.Select(t => new TargetShare(session.Mirror, t.Id, (double)t.Weight / all));
    }
}
