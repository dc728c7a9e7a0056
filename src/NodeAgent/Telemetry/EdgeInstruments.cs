using System.Diagnostics.Metrics;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>
/// The counters of every edge. Observed, not kept: what is no longer mirrored is no longer reported, so its series end. An edge that
/// two mirrors select is reported under both, with the same numbers.
/// </summary>
internal sealed class EdgeInstruments
{
    private readonly AgentState state;
    private readonly CounterReader counters;

    /// <summary>Makes the instruments.</summary>
    public EdgeInstruments(Meter meter, AgentState state, CounterReader counters)
    {
        (this.state, this.counters) = (state, counters);
        Counter(meter, Metrics.Seen, c => c.Seen.Frames);
        Counter(meter, Metrics.NotSelected, c => c.NotSelected.Frames);
        Counter(meter, Metrics.SampledOut, c => c.SampledOut.Frames);
        Counter(meter, Metrics.Limited, c => c.Limited.Frames);
        Counter(meter, Metrics.Duplicate, c => c.Duplicate.Frames);
        Counter(meter, Metrics.MirroredPackets, c => c.Sent.Frames);
        Counter(meter, Metrics.MirroredBytes, c => c.Sent.Bytes - c.Sliced.Bytes);
        Counter(meter, Metrics.Sliced, c => c.Sliced.Frames);
        meter.CreateObservableCounter(Metrics.Dropped.Name, () => ObserveDrops(t => t.Frames), null, Metrics.Dropped.Help);
        meter.CreateObservableCounter(Metrics.DroppedBytes.Name, () => ObserveDrops(t => t.Bytes), null, Metrics.DroppedBytes.Help);
    }

    private void Counter(Meter meter, Metric metric, Func<EdgeCounters, ulong> value) =>
        meter.CreateObservableCounter(
            metric.Name,
            () => Each().Select(e => new Measurement<long>((long)value(e.Counters), MetricNames.Edge(e.Mirror, e.Counters.Key))),
            null,
            metric.Help);

    private IEnumerable<Measurement<long>> ObserveDrops(Func<Tally, ulong> value) =>
        from e in Each()
        from drop in e.Counters.Dropped
        select new Measurement<long>((long)value(drop.Value),
            [.. MetricNames.Edge(e.Mirror, e.Counters.Key), new("reason", MetricNames.Reason(drop.Key))]);

    private IEnumerable<(string Mirror, EdgeCounters Counters)> Each()
    {
        var mirrors = state.View?.Edges.ToDictionary(e => e.Key, e => e.Mirrors) ?? [];
        return mirrors.Count == 0
            ? []
            : counters.Read().SelectMany(c => mirrors.GetValueOrDefault(c.Key, []).Select(mirror => (mirror, c)));
    }
}
