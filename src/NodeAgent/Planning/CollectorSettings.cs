using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>
/// Settings for each collector of a node: if mirrors have different settings for the same one, those of the first mirror by rank apply, because
/// the copies of all of them leave in the same packets. Pure.
/// </summary>
internal static class CollectorSettings
{
    /// <summary>The sessions with the settings that apply; refused ones set nothing, and stay unchanged.</summary>
    /// <param name="byRank">Sessions and what is wrong with each, the first by rank first.</param>
    /// <param name="differences">For each mirror and collector whose own settings do not apply, the mirror whose do.</param>
    public static List<(MirrorSession Session, Finding? Problem)> Unify(
        IEnumerable<(MirrorSession Session, Finding? Problem)> byRank, out IReadOnlyDictionary<(string Mirror, string Target), string> differences)
    {
        var first = new Dictionary<string, (MirrorTarget Target, string Mirror)>(StringComparer.Ordinal);
        var found = new Dictionary<(string, string), string>();
        var unified = byRank.Select(s => (Own(s.Session, s.Problem), s.Problem)).ToList();
        differences = found;
        return unified;

        MirrorSession Own(MirrorSession session, Finding? problem) => problem is not null || session.Targets.All(t => t.Tunnel is null)
            ? session
            : session with { Targets = [.. session.Targets.Select(t => Unify(session, t, first, found))] };
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
