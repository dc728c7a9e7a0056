using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath.Vitals;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>
/// Logs at once what the loop breakers have stopped and resumed, and counts suspicions across changes of configuration.
/// The loop updates it; others read <see cref="Suspicions"/>.
/// </summary>
internal sealed class BreakerWatch(ILogger logger)
{
    private readonly Dictionary<uint, (Hook Hook, uint Suspicions)> seen = [];
    private HashSet<EdgeKey> stopped = [];
    private volatile IReadOnlyDictionary<Hook, long> suspicions =
        new Dictionary<Hook, long>();

    /// <summary>Suspicions by hook, of the hooks that are mirrored now.</summary>
    public IReadOnlyDictionary<Hook, long> Suspicions => suspicions;

    /// <summary>Looks for news.</summary>
    public void Look(DatapathVitals vitals)
    {
        var counts = new Dictionary<Hook, long>();
        foreach (var breaker in vitals.Breakers)
        {
            var before = seen.TryGetValue(breaker.Group, out var was) && was.Hook == breaker.Hook && was.Suspicions <= breaker.Suspicions ? was : default;
            seen[breaker.Group] = (breaker.Hook, breaker.Suspicions);
            counts[breaker.Hook] = suspicions.GetValueOrDefault(breaker.Hook) + breaker.Suspicions - before.Suspicions;
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
