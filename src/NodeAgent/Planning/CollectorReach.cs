using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Whether copies reach a collector, for metrics. If two mirrors have different paths to it, the worse counts.</summary>
/// <param name="Target">Its target id on the node.</param>
/// <param name="Nic">NIC that its packets leave by; empty: there is no route.</param>
/// <param name="IsUp">True if copies can go there, and its health check, if any, does not fail.</param>
internal sealed record CollectorReach(string Target, string Nic, bool IsUp)
{
    /// <summary>One for each target and NIC, sorted.</summary>
    public static IReadOnlyList<CollectorReach> In(NodeMirrorSpec spec, CollectorWays ways) =>
    [
        .. spec.Sessions.SelectMany(s => s.Targets).Where(t => t.Tunnel is not null).Select(t => (t.Id, Path: ways.To(t)))
            .GroupBy(t => (t.Id, t.Path.Nic), t => t.Path.IsUsable)
            .OrderBy(g => g.Key.Id, StringComparer.Ordinal).ThenBy(g => g.Key.Nic, StringComparer.Ordinal)
            .Select(g => new CollectorReach(g.Key.Id, g.Key.Nic, g.All(isUsable => isUsable))),
    ];
}
