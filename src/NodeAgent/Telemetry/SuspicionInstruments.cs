using System.Diagnostics.Metrics;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>What the loop breakers stopped and whom they suspect, also before an edge is named and held.</summary>
internal sealed class SuspicionInstruments
{
    private readonly AgentState state;
    private readonly CounterReader counters;

    /// <summary>Makes the instruments.</summary>
    public SuspicionInstruments(Meter meter, AgentState state, CounterReader counters, BreakerWatch breakers)
    {
        (this.state, this.counters) = (state, counters);
        meter.CreateObservableGauge(Metrics.SuspectedEdge.Name, Suspects, null, Metrics.SuspectedEdge.Help);
        meter.CreateObservableCounter(
            Metrics.Suspicions.Name,
            () => breakers.Suspicions.Select(s => new Measurement<long>(
                s.Value, new("source", s.Key.Source), new KeyValuePair<string, object?>("direction", MetricNames.Direction(s.Key.Direction)))),
            null,
            Metrics.Suspicions.Help);
    }

    private IEnumerable<Measurement<long>> Suspects()
    {
        var mirrors = state.View?.Edges.ToDictionary(e => e.Key, e => e.Mirrors) ?? [];
        return from breaker in counters.ReadVitals().Breakers
               from edge in breaker.Suspected
               from mirror in mirrors.GetValueOrDefault(edge, [])
               select new Measurement<long>(1, MetricNames.Edge(mirror, edge));
    }
}
