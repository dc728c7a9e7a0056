using System.Diagnostics.Metrics;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>How far each mirror is on this node.</summary>
internal sealed class SessionInstruments
{
    private readonly AgentState state;

    /// <summary>Makes the instruments.</summary>
    public SessionInstruments(Meter meter, AgentState state)
    {
        this.state = state;
        meter.CreateObservableGauge(
            Metrics.SessionProgrammed.Name,
            () => Sessions().Select(s => new Measurement<long>(s.State == ProgrammedState.Programmed ? 1 : 0, Mirror(s))),
            null,
            Metrics.SessionProgrammed.Help);
        meter.CreateObservableGauge(Metrics.SessionEdges.Name, () => Sessions().SelectMany(EdgesByState), null, Metrics.SessionEdges.Help);
        meter.CreateObservableGauge(Metrics.EdgeFailing.Name, FailingEdges, null, Metrics.EdgeFailing.Help);
    }

    private static KeyValuePair<string, object?> Mirror(SessionStatus session) => new("mirror", session.Mirror);

    private static IEnumerable<Measurement<long>> EdgesByState(SessionStatus session) =>
        Enum.GetValues<ProgrammedState>().Select(s => new Measurement<long>(
            session.Edges.Count(e => e.State == s), Mirror(session), new KeyValuePair<string, object?>("state", MetricNames.State(s))));

    private IEnumerable<Measurement<long>> FailingEdges() =>
        from session in Sessions()
        from edge in session.Edges
        where edge.State != ProgrammedState.Programmed
        select new Measurement<long>(1,
            [.. MetricNames.Edge(session.Mirror, new(edge.Source, edge.Direction, edge.Target)), new("reason", edge.Reason)]);

    private IEnumerable<SessionStatus> Sessions() => state.View?.Status.Sessions ?? [];
}
