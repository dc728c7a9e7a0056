using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>
/// Says at once what the loop breakers have stopped and which edges are suspected, and counts suspicions across changes of configuration.
/// The loop looks; others read <see cref="Suspicions"/>.
/// </summary>
internal sealed class BreakerWatch(TimeProvider time, ILogger logger)
{
    /// <summary>A storm that comes back at once is not news.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly Dictionary<uint, (string Hook, uint Openings, uint Acquittals)> seen = [];
    private readonly Dictionary<string, long> warnedAt = new(StringComparer.Ordinal);
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
            var before = seen.TryGetValue(breaker.Group, out var was) && was.Hook == breaker.Hook && was.Openings <= breaker.Openings ? was : default;
            seen[breaker.Group] = (breaker.Hook, breaker.Openings, breaker.Acquittals);
            var hook = (breaker.Source, breaker.Direction);
            counts[hook] = suspicions.GetValueOrDefault(hook) + breaker.Openings - before.Openings;
            if (breaker.Openings != before.Openings && breaker.Suspected.Count > 0)
            {
                Warn(breaker, counts[hook]);
            }
            if (breaker.Acquittals > before.Acquittals && breaker.Suspected.Count == 0 && warnedAt.Remove(breaker.Hook))
            {
                LoopLog.Acquitted(logger, breaker.Hook);
            }
        }
        foreach (var gone in seen.Keys.Except(vitals.Breakers.Select(b => b.Group)).ToList())
        {
            seen.Remove(gone);
        }
        suspicions = counts;
    }

    private void Warn(BreakerVitals breaker, long count)
    {
        if (warnedAt.TryGetValue(breaker.Hook, out var last) && time.GetElapsedTime(last) < Quiet)
        {
            return;
        }
        warnedAt[breaker.Hook] = time.GetTimestamp();
        LoopLog.Suspected(logger, breaker.Hook, string.Join(", ", breaker.Suspected), count);
    }
}
