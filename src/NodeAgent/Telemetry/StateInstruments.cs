using System.Diagnostics.Metrics;
using K8sMirror.CommandLine;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>Gauges of state: the spec, the agent itself.</summary>
internal sealed class StateInstruments
{
    private readonly AgentState state;

    /// <summary>Makes the instruments.</summary>
    public StateInstruments(Meter meter, AgentState state, ISpecSource source, DatapathFeatures features)
    {
        this.state = state;
        var buildInfo = new Measurement<long>(1,
            new("version", BuildVersion.Text), new("kernel", features.Release), new KeyValuePair<string, object?>("attach", features.Attach));
        Gauge(meter, Metrics.BrokenEdges, () => state.View is null ? [] :
            [new(Sessions().SelectMany(s => s.Edges).Where(e => e.Reason == Reasons.LoopDetected).DistinctBy(e => (e.Source, e.Direction, e.Target)).Count())]);
        Gauge(meter, Metrics.Generation, () => state.View is { } v ? [new(v.Generation)] : []);
        Gauge(meter, Metrics.SpecHealthy, () => [new(source.Problem is null ? 1 : 0)]);
        Gauge(meter, Metrics.ApiConnected, () => source.IsConnected is { } isConnected ? [new(isConnected ? 1 : 0)] : []);
        Gauge(meter, Metrics.BuildInfo, () => [buildInfo]);
        Gauge(meter, Metrics.ResidentMemory, () => [new(Environment.WorkingSet)]);
        meter.CreateObservableGauge(Metrics.LastReconcile.Name,
            () => state.View is { } v ? [new Measurement<double>(v.CompletedAt.ToUnixTimeMilliseconds() / 1000.0)] : Array.Empty<Measurement<double>>(),
            null, Metrics.LastReconcile.Help);
        meter.CreateObservableCounter(Metrics.CpuTime.Name, () => Environment.CpuUsage.TotalTime.TotalSeconds, null, Metrics.CpuTime.Help);
        meter.CreateObservableGauge(Metrics.StartTime.Name, () => state.StartedAt.ToUnixTimeMilliseconds() / 1000.0, null, Metrics.StartTime.Help);
    }

    private static void Gauge(Meter meter, Metric metric, Func<IEnumerable<Measurement<long>>> observe) =>
        meter.CreateObservableGauge(metric.Name, observe, null, metric.Help);

    private IEnumerable<SessionStatus> Sessions() => state.View?.Status.Sessions ?? [];
}
