using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Collectors;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Frames of a source that do not fit on the path to a target. Pure.</summary>
/// <param name="Shortfall">The numbers, for the status.</param>
/// <param name="Message">Human-readable: the problem, and what to change.</param>
internal sealed record FrameFit(MtuShortfall Shortfall, string Message)
{
    /// <summary>Looks at a NIC as the target; null if all frames fit.</summary>
    public static FrameFit? Through(Link source, Link target) => source.Mtu <= target.Mtu ? null : new(
        new() { Interface = target.Name, Needed = source.Mtu, DropsAbove = target.Mtu + Link.EthernetHeader },
        $"{source.Name} has an MTU of {source.Mtu} and {target.Name} of {target.Mtu}: larger frames are dropped as frame_too_big; " +
        $"give {target.Name} an MTU of at least {source.Mtu}");

    /// <summary>Looks at the route to a collector; null if all frames fit, or there is no route.</summary>
    public static FrameFit? Through(Link source, MirrorTarget target, int snapLength, CollectorPath path)
    {
        var tunnel = target.Tunnel!;
        var inner = snapLength == 0 ? source.Mtu : Math.Min(source.Mtu, snapLength - Link.EthernetHeader);
        var largest = inner + Link.EthernetHeader;
        var needed = TunnelWay.MtuFor(tunnel, inner);
        var isSummable = !TunnelWay.IsSummed(tunnel) || largest <= TunnelWay.MostSummed;
        if (!path.IsResolved || (needed <= path.Mtu && isSummable))
        {
            return null;
        }
        var sent = TunnelWay.LargestSent(tunnel, target.MtuPolicy, path.Mtu);
        var shortfall = new MtuShortfall { Interface = path.Nic, Needed = isSummable ? needed : 0, DropsAbove = largest > sent ? sent : 0 };
        return new(shortfall, isSummable ? Words(source, target, path, shortfall)
            : $"{source.Name} has an MTU of {source.Mtu}: frames above {sent} bytes are dropped as frame_too_big, since no UDP checksum, which IPv6 demands, is made of more than {TunnelWay.MostSummed}; " +
              $"use GRE, IPv4, or a snapLength of at most {sent}");
    }

    private static string Words(Link source, MirrorTarget target, CollectorPath path, MtuShortfall shortfall)
    {
        var fits = path.Mtu - TunnelWay.OverheadOf(target.Tunnel!);
        var sizes = $"{source.Name} has an MTU of {source.Mtu}, for which copies to {target.Id} need {shortfall.Needed} bytes, and {path.Nic} carries {path.Mtu}: frames above {fits} bytes";
        var enough = $"give {path.Nic} an MTU of at least {shortfall.Needed}";
        return target.MtuPolicy switch
        {
            MtuPolicy.Slice => $"{sizes} are cut short; {enough} to keep them whole",
            MtuPolicy.Fragment when shortfall.DropsAbove > 0 =>
                $"{sizes} leave in fragments, and those above {shortfall.DropsAbove} bytes are dropped as frame_too_big, since they need more than {TunnelWay.MostFragments}; {enough}",
            MtuPolicy.Fragment => $"{sizes} leave in fragments; {enough} to avoid that",
            _ => $"{sizes} are dropped as frame_too_big; {enough}, or set mtuPolicy to Slice or Fragment",
        };
    }
}
