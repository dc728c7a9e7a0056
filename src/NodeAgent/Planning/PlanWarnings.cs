using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Warns about what works but may be unexpected: frames that cannot fit, and pairs that were specified twice.</summary>
internal static class PlanWarnings
{
    /// <summary>Warnings for the edges that go to the kernel.</summary>
    public static IReadOnlyList<PlanWarning> Find(IReadOnlyList<PlannedSession> sessions, LinkTable links,
        IReadOnlyDictionary<(string Mirror, string Target), string> differences) =>
        [.. sessions.SelectMany(s => s.Edges.Where(e => e.IsDesired).SelectMany(e => Of(s.Session, e, links, differences)))];

    private static IEnumerable<PlanWarning> Of(MirrorSession session, PlannedEdge edge, LinkTable links,
        IReadOnlyDictionary<(string Mirror, string Target), string> differences)
    {
        var mirror = session.Mirror;
        var source = links.ByName(edge.Key.Source)!;
        if (edge.Fit is { } fit)
        {
            yield return new(mirror, edge.Key, fit.Message);
        }
        if (differences.TryGetValue((mirror, edge.Key.Target), out var holds))
        {
            yield return new(mirror, edge.Key, $"mirror {holds} goes first and has other settings for {edge.Key.Target}: those hold on this node, since copies of both leave in the same packets");
        }
        if (edge is { State: ProgrammedState.Programmed, Message.Length: > 0, Scope: null })
        {
            yield return new(mirror, edge.Key, edge.Message);
        }
        if (!source.IsUp)
        {
            yield return new(mirror, edge.Key, $"{source.Name} is down: there is nothing to copy until it is up");
        }
    }
}
