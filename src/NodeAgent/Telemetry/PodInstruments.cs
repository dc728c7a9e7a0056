using System.Diagnostics.Metrics;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>Which pod is behind which source.</summary>
internal sealed class PodInstruments
{
    /// <summary>Makes the instrument.</summary>
    public PodInstruments(Meter meter, AgentState state) => meter.CreateObservableGauge(
        Metrics.PodInfo.Name,
        () => (state.View?.Pods ?? []).Select(p => new Measurement<long>(
            1, new("mirror", p.Mirror), new("source", p.Source), new("namespace", p.Namespace), new KeyValuePair<string, object?>("pod", p.Pod))),
        null,
        Metrics.PodInfo.Help);
}
