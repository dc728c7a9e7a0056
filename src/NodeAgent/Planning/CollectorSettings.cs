using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>
/// One way for each collector of a node: where mirrors write different settings for the same one, those of the first mirror by rank hold, as the
/// copies of all of them leave in the same packets. Pure.
/// </summary>
internal static class CollectorSettings
{
    /// <summary>The sessions with the settings that hold.</summary>
    /// <param name="byRank">Sessions, the first by rank first.</param>
    /// <param name="isValid">False for a session that is refused: it sets nothing.</param>
    /// <param name="differences">For each mirror and collector whose own settings do not hold, the mirror whose do.</param>
    public static List<MirrorSession> Unify(
        IReadOnlyList<MirrorSession> byRank, Predicate<MirrorSession> isValid, out IReadOnlyDictionary<(string Mirror, string Target), string> differences)
    {
        var first = new Dictionary<string, (MirrorTarget Target, string Mirror)>(StringComparer.Ordinal);
        var found = new Dictionary<(string, string), string>();
        var unified = byRank.Select(s => s.Targets.All(t => t.Tunnel is null) || !isValid(s) ? s : s with { Targets = [.. s.Targets.Select(t => Unify(s, t, first, found))] }).ToList();
        differences = found;
        return unified;
    }

    private static MirrorTarget Unify(
        MirrorSession session, MirrorTarget target, Dictionary<string, (MirrorTarget Target, string Mirror)> first, Dictionary<(string, string), string> found)
    {
        if (target.Tunnel is null)
        {
            return target;
        }
        if (!first.TryGetValue(target.Id, out var holds))
        {
            first[target.Id] = (target, session.Mirror);
            return target;
        }
        var own = target with { Tunnel = holds.Target.Tunnel, MtuPolicy = holds.Target.MtuPolicy, HealthCheck = holds.Target.HealthCheck, Segmentation = holds.Target.Segmentation };
        if (own != target)
        {
            found[(session.Mirror, target.Id)] = holds.Mirror;
        }
        return own;
    }
}
