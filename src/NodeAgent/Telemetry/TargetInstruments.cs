using System.Diagnostics.Metrics;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>State of targets: whether a collector is reachable, and the shares of balanced targets.</summary>
internal sealed class TargetInstruments
{
    private readonly AgentState state;

    /// <summary>Makes the instruments.</summary>
    public TargetInstruments(Meter meter, AgentState state)
    {
        this.state = state;
        meter.CreateObservableGauge(Metrics.CollectorUp.Name, Collectors, null, Metrics.CollectorUp.Help);
        meter.CreateObservableGauge(Metrics.TargetShare.Name, Shares, null, Metrics.TargetShare.Help);
    }

    private IEnumerable<Measurement<long>> Collectors() =>
        (state.View?.Collectors ?? []).Select(c => new Measurement<long>(c.IsUp ? 1 : 0, new("target", c.Target), new KeyValuePair<string, object?>("nic", c.Nic)));

    private IEnumerable<Measurement<double>> Shares() => state.View is not { } view ? []
        : TargetShare.In(view.Spec, view.Status).Select(s => new Measurement<double>(s.Share, new("mirror", s.Mirror), new KeyValuePair<string, object?>("target", s.Target)));
}
