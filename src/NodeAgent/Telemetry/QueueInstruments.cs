using System.Diagnostics.Metrics;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>What the targets' queue disciplines dropped after accepting it. Observed, as the counters of edges are: series end with their mirror.</summary>
internal sealed class QueueInstruments
{
    /// <summary>Makes the instruments.</summary>
    public QueueInstruments(Meter meter, CounterReader counters) => meter.CreateObservableCounter(
        Metrics.QueueDropped.Name,
        () => counters.ReadQueues().Select(q => new Measurement<long>((long)q.Frames, new KeyValuePair<string, object?>("target", q.Target))),
        null,
        Metrics.QueueDropped.Help);
}
