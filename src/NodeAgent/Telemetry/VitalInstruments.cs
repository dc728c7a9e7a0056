using System.Diagnostics.Metrics;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>The stage's credit: how near the node is to shedding copies, and what was written off.</summary>
internal sealed class VitalInstruments
{
    private readonly CounterReader counters;

    /// <summary>Makes the instruments.</summary>
    public VitalInstruments(Meter meter, CounterReader counters)
    {
        this.counters = counters;
        Gauge(meter, Metrics.StageInFlight, s => s.InFlight);
        Gauge(meter, Metrics.StageLimit, s => s.CreditLimit);
        Gauge(meter, Metrics.StageLost, s => s.CreditLost);
    }

    private void Gauge(Meter meter, Metric metric, Func<StageVitals, long> value) =>
        meter.CreateObservableGauge(
            metric.Name,
            () => counters.ReadVitals().Stage is { } stage ? [new Measurement<long>(value(stage))] : Array.Empty<Measurement<long>>(),
            null,
            metric.Help);
}
