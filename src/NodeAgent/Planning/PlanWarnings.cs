using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Collectors;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Finds what will work but may surprise: frames that cannot fit, and pairs that were asked for twice.</summary>
internal static class PlanWarnings
{
    /// <summary>Warnings for the edges that go to the kernel.</summary>
    public static IReadOnlyList<PlanWarning> Find(IReadOnlyList<PlannedSession> sessions, LinkTable links, CollectorWays ways,
        IReadOnlyDictionary<(string Mirror, string Target), string> differences) =>
        [.. sessions.SelectMany(s => s.Edges.Where(e => e.IsDesired).SelectMany(e => Of(s.Session, e, links, ways, differences)))];

    private static IEnumerable<PlanWarning> Of(MirrorSession session, PlannedEdge edge, LinkTable links, CollectorWays ways,
        IReadOnlyDictionary<(string Mirror, string Target), string> differences)
    {
        var mirror = session.Mirror;
        var source = links.ByName(edge.Key.Source)!;
        var wanted = session.Targets.First(t => t.Id == edge.Key.Target);
        if ((wanted.Tunnel is null ? NicTooSmall(source, links.ByName(edge.Key.Target)!) : WayTooSmall(session, source, wanted, ways.To(wanted))) is { } problem)
        {
            yield return new(mirror, edge.Key, problem);
        }
        if (differences.TryGetValue((mirror, edge.Key.Target), out var holds))
        {
            yield return new(mirror, edge.Key, $"mirror {holds} goes first and has other settings for {edge.Key.Target}: those hold on this node, since copies of both leave in the same packets");
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

    private static string? NicTooSmall(Link source, Link target) => source.Mtu <= target.Mtu ? null
        : $"{source.Name} has an MTU of {source.Mtu} and {target.Name} of {target.Mtu}: larger frames are dropped as frame_too_big; " +
          $"give {target.Name} an MTU of at least {source.Mtu}";

    private static string? WayTooSmall(MirrorSession session, Link source, MirrorTarget target, CollectorPath path)
    {
        const int EthernetHeader = 14;
        var inner = session.SnapLength == 0 ? source.Mtu : Math.Min(source.Mtu, session.SnapLength - EthernetHeader);
        var needed = TunnelWay.MtuFor(target.Tunnel!, inner);
        if (path.IsResolved && TunnelWay.IsSummed(target.Tunnel!) && inner + EthernetHeader > TunnelWay.MostSummed)
        {
            return $"{source.Name} has an MTU of {source.Mtu}: frames above {TunnelWay.MostSummed} bytes are dropped as frame_too_big, since no UDP checksum, which IPv6 demands, is made of more; " +
                $"use GRE, IPv4, or a snapLength of at most {TunnelWay.MostSummed}";
        }
        if (!path.IsResolved || needed <= path.Mtu)
        {
            return null;
        }
        var fits = path.Mtu - TunnelWay.OverheadOf(target.Tunnel!);
        var sizes = $"{source.Name} has an MTU of {source.Mtu}, for which copies to {target.Id} need {needed} bytes, and {path.Nic} carries {path.Mtu}";
        return target.MtuPolicy switch
        {
            MtuPolicy.Slice => $"{sizes}: frames above {fits} bytes are cut short; give {path.Nic} an MTU of at least {needed} to keep them whole",
            MtuPolicy.Fragment => $"{sizes}: frames above {fits} bytes leave in fragments; give {path.Nic} an MTU of at least {needed} to avoid that",
            _ => $"{sizes}: frames above {fits} bytes are dropped as frame_too_big; give {path.Nic} an MTU of at least {needed}, or set mtuPolicy to Slice or Fragment",
        };
    }
}
