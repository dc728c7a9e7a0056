using System.Diagnostics.Metrics;
using K8sMirror.NodeAgent.Datapath.Vitals;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>CPU time of copying, and how near the node is to shedding copies.</summary>
internal sealed class VitalInstruments
{
    private readonly CounterReader counters;

    /// <summary>Makes the instruments.</summary>
    public VitalInstruments(Meter meter, CounterReader counters)
    {
        this.counters = counters;
        meter.CreateObservableCounter(Metrics.CopyTime.Name, () => Each(c => c.Spent.TotalSeconds), null, Metrics.CopyTime.Help);
        Gauge(meter, Metrics.Budget, c => c.Budget);
        Gauge(meter, Metrics.Shedding, c => c.IsShedding ? 1 : 0);
        Gauge(meter, Metrics.InCutter, c => c.InCutter);
    }

    private void Gauge(Meter meter, Metric metric, Func<CpuVitals, double> value) =>
        meter.CreateObservableGauge(metric.Name, () => Each(value), null, metric.Help);

    private IEnumerable<Measurement<double>> Each(Func<CpuVitals, double> value) =>
        counters.ReadVitals().Cpu is { } cpu ? [new(value(cpu))] : [];
}
