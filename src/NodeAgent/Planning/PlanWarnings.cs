using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Finds what will work but may surprise: frames that cannot fit, and pairs that were asked for twice.</summary>
internal static class PlanWarnings
{
    /// <summary>Warnings for the edges that go to the kernel.</summary>
    public static IReadOnlyList<PlanWarning> Find(IReadOnlyList<PlannedSession> sessions, LinkTable links) =>
        [.. sessions.SelectMany(s => s.Edges.Where(e => e.IsDesired).SelectMany(e => Of(s.Session.Mirror, e, links)))];

    private static IEnumerable<PlanWarning> Of(string mirror, PlannedEdge edge, LinkTable links)
    {
        var source = links.ByName(edge.Key.Source)!;
        var target = links.ByName(edge.Key.Target)!;
        if (source.Mtu > target.Mtu)
        {
            yield return new(mirror, edge.Key,
                $"{source.Name} has an MTU of {source.Mtu} and {target.Name} of {target.Mtu}: larger frames are dropped as frame_too_big; " +
                $"give {target.Name} an MTU of at least {source.Mtu}");
        }
        if (edge.State == ProgrammedState.Programmed && edge.Message.Length > 0)
        {
            yield return new(mirror, edge.Key, edge.Message);
        }
        if (!source.IsUp)
        {
            yield return new(mirror, edge.Key, $"{source.Name} is down: there is nothing to copy until it is up");
        }
    }
}
