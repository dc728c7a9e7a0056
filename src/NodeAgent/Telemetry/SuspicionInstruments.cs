using System.Diagnostics.Metrics;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>How often the loop breakers had a suspicion; most are not confirmed.</summary>
internal sealed class SuspicionInstruments
{
    /// <summary>Makes the instruments.</summary>
    public SuspicionInstruments(Meter meter, BreakerWatch breakers) => meter.CreateObservableCounter(
        Metrics.Suspicions.Name,
        () => breakers.Suspicions.Select(s => new Measurement<long>(
            s.Value, new("source", s.Key.Interface), new KeyValuePair<string, object?>("direction", s.Key.Direction.Word()))),
        null,
        Metrics.Suspicions.Help);
}
