using System.Net;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Collectors;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>The paths to a node's collectors, as of the time of planning.</summary>
/// <param name="paths">By collector.</param>
internal sealed class CollectorWays(IReadOnlyDictionary<Collector, CollectorPath> paths)
{
    private static readonly CollectorPath Unknown = new() { State = CollectorState.Resolving, Problem = "the route to it has not been looked up yet" };

    /// <summary>None is known.</summary>
    public static CollectorWays None { get; } = new(new Dictionary<Collector, CollectorPath>());

    /// <summary>All collectors of a spec whose addresses can be read.</summary>
    public static IReadOnlyCollection<Collector> In(NodeMirrorSpec spec) =>
        [.. spec.Sessions.SelectMany(s => s.Targets).Select(Read).OfType<Collector>().Distinct()];

    /// <summary>The way to a target that is a collector.</summary>
    public CollectorPath To(MirrorTarget target) => Read(target) is { } collector && paths.TryGetValue(collector, out var path) ? path : Unknown;

    private static Collector? Read(MirrorTarget target)
    {
        if (target.Tunnel is not { } tunnel || !IPAddress.TryParse(tunnel.Remote, out var remote))
        {
            return null;
        }
        var source = string.IsNullOrEmpty(tunnel.SourceAddress) ? null : IPAddress.TryParse(tunnel.SourceAddress, out var address) ? address : null;
        return new(remote, source, target.HealthCheck?.TcpPort ?? 0, target.HealthCheck?.Icmp ?? false);
    }
}
