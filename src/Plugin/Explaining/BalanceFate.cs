using System.Net;
using K8sMirror.Core.Api;
using K8sMirror.Core.Balancing;
using K8sMirror.Core.Filtering;

namespace K8sMirror.Plugin.Explaining;

/// <summary>Which of its targets a mirror that spreads conversations gives a flow to.</summary>
/// <param name="Target">Its id; null if it depends on what the flow does not specify.</param>
/// <param name="Message">In words.</param>
internal sealed record BalanceFate(string? Target, string Message)
{
    /// <summary>Finds out; null if each target gets everything.</summary>
    /// <param name="spec">The mirror's spec.</param>
    /// <param name="flow">The packets.</param>
    /// <param name="source">NIC that they pass.</param>
    /// <param name="reported">What the node reports on the mirror's edges.</param>
    public static BalanceFate? Of(TrafficMirrorSpec spec, Flow flow, string source, IReadOnlyList<EdgeStatus> reported)
    {
        var byName = spec.Targets.DistinctBy(t => t.Name, StringComparer.Ordinal).ToDictionary(t => t.Name, StringComparer.Ordinal);
        if (spec.Distribution != MirrorDistribution.FlowHash || byName.Count is < 2 or > BalanceTable.MostTargets)
        {
            return null;
        }
        if (NumberOf(flow) is not { } number)
        {
            return new(null, "FlowHash gives each conversation to one of the targets; say protocol, addresses and ports to know which");
        }
        var targets = BalanceTable.Order(byName.Values.Select(t => new BalanceTarget(t.Name, Math.Max(1, t.Weight))));
        ulong Mask(Predicate<string> holds) => targets.Select((t, i) => holds(byName[t.Name].Id) ? 1UL << i : 0).Aggregate(0UL, (all, t) => all | t);
        // Like the agent's TargetHealth, from what the agent reports.
        var able = Mask(id => !reported.Any(e => e.Source == source && e.Target == id && IsRefused(e)));
        var healthy = able & Mask(id => reported.Any(e => e.Target == id && IsReached(e)));
        var picked = targets[BalanceTable.Of(targets).With(healthy != 0 ? healthy : able)[FlowNumber.BucketOf(number)]].Name;
        return new(byName[picked].Id, $"FlowHash gives this conversation to {picked}");
    }

    private static bool IsReached(EdgeStatus edge) =>
        edge.State == ProgrammedState.Programmed || edge.Reason is Reasons.LoopDetected or Reasons.ProgramFailed or Reasons.PermissionDenied;

    private static bool IsRefused(EdgeStatus edge) => edge.Reason is Reasons.Invalid or Reasons.Loop or Reasons.LimitExceeded;

    private static uint? NumberOf(Flow flow)
    {
        if (flow.Protocol is null || ProtocolNames.Protocol(flow.Protocol) is not { } protocol
            || !IPEndPoint.TryParse(flow.From ?? "", out var from) || !IPEndPoint.TryParse(flow.To ?? "", out var to) || from.AddressFamily != to.AddressFamily)
        {
            return null;
        }
        if (protocol is not (ProtocolNames.Tcp or ProtocolNames.Udp or ProtocolNames.Sctp))
        {
            return FlowNumber.Of(from.Address, 0, to.Address, 0, protocol);
        }
        return from.Port == 0 || to.Port == 0 ? null : FlowNumber.Of(from.Address, (ushort)from.Port, to.Address, (ushort)to.Port, protocol);
    }
}
