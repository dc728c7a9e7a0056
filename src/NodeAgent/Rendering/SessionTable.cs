using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Telemetry;

namespace K8sMirror.NodeAgent.Rendering;

/// <summary>Sessions and their edges as readable text: one row per edge.</summary>
internal static class SessionTable
{
    /// <summary>The table; a sentence if there is nothing.</summary>
    /// <param name="sessions">What to show.</param>
    /// <param name="programmed">Word for an edge that works.</param>
    public static string Render(IReadOnlyList<SessionStatus> sessions, string programmed)
    {
        var table = new TextTable("MIRROR", "SOURCE", "DIRECTION", "TARGET", "CUT BY", "STATE", "MESSAGE");
        foreach (var session in sessions)
        {
            foreach (var edge in session.Edges)
            {
                var state = edge.State == ProgrammedState.Programmed ? programmed : $"{MetricNames.State(edge.State)}: {edge.Reason}";
                table.Add(session.Mirror, PodNames.Of(session, edge.Source), edge.Direction.Word(), PodNames.Of(session, edge.Target), CutBy(edge), state, edge.Message);
            }
            if (session.Edges.Count == 0)
            {
                table.Add(session.Mirror, "-", "-", "-", "-", $"{MetricNames.State(session.State)}: {session.Reason}", session.Message);
            }
        }
        return (table.IsEmpty ? "nothing to mirror\n" : table.ToString()) + PodNames.Waiting(sessions);
    }

    /// <summary>Who cuts super-packets for the target: <c>node</c> or <c>device</c>; <c>-</c> while that is not known.</summary>
    public static string CutBy(EdgeStatus? edge) => edge?.Segmentation?.ToLowerInvariant() ?? "-";
}
