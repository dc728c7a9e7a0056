using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Planning;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>
/// Says at once what the loop breakers have stopped and what goes on again, and counts suspicions across changes of configuration.
/// The loop looks; others read <see cref="Suspicions"/>.
/// </summary>
internal sealed class BreakerWatch(ILogger logger)
{
    private readonly Dictionary<uint, (string Hook, uint Suspicions)> seen = [];
    private HashSet<EdgeKey> stopped = [];
    private volatile IReadOnlyDictionary<(string Source, EdgeDirection Direction), long> suspicions =
        new Dictionary<(string, EdgeDirection), long>();

    /// <summary>Suspicions by hook, of the hooks that are mirrored now.</summary>
    public IReadOnlyDictionary<(string Source, EdgeDirection Direction), long> Suspicions => suspicions;

    /// <summary>Looks for news.</summary>
    public void Look(DatapathVitals vitals)
    {
        var counts = new Dictionary<(string, EdgeDirection), long>();
        foreach (var breaker in vitals.Breakers)
        {
            var before = seen.TryGetValue(breaker.Group, out var was) && was.Hook == breaker.Hook && was.Suspicions <= breaker.Suspicions ? was : default;
            seen[breaker.Group] = (breaker.Hook, breaker.Suspicions);
            var hook = (breaker.Source, breaker.Direction);
            counts[hook] = suspicions.GetValueOrDefault(hook) + breaker.Suspicions - before.Suspicions;
        }
        foreach (var gone in seen.Keys.Except(vitals.Breakers.Select(b => b.Group)).ToList())
        {
            seen.Remove(gone);
        }
        suspicions = counts;
        var now = vitals.Breakers.SelectMany(b => b.Stopped).ToHashSet();
        foreach (var edge in now.Except(stopped).Order())
        {
            LoopLog.LoopProved(logger, edge.ToString());
        }
        foreach (var edge in stopped.Except(now).Order())
        {
            LoopLog.LoopGone(logger, edge.ToString());
        }
        stopped = now;
    }
}
