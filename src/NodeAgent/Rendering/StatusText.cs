using System.Globalization;
using System.Text;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Control;
using K8sMirror.NodeAgent.Telemetry;

namespace K8sMirror.NodeAgent.Rendering;

/// <summary>An agent's report as readable text.</summary>
internal static class StatusText
{
    /// <summary>The whole text.</summary>
    public static string Render(AgentReport report, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"agent {report.Version}, process {report.ProcessId}, up {Age(now - report.StartedAt)}, ")
            .Append(CultureInfo.InvariantCulture, $"Linux {report.Kernel}, {report.Attach}\n")
            .Append(CultureInfo.InvariantCulture, $"mirrors from {report.Source}\n");
        if (report.Cpu is { } cpu)
        {
            text.Append(CpuText.Render(cpu));
        }
        Line(text, "problem", report.SourceProblem);
        Line(text, "last pass failed", report.Error);
        text.Append('\n').Append(Edges(report)).Append(PodNames.Waiting(report.Sessions)).Append('\n');
        foreach (var selection in report.Selections)
        {
            Line(text, selection.Mirror, selection.Text);
        }
        foreach (var target in report.Targets.Where(t => t.DroppedLaterPackets > 0))
        {
            Line(text, "dropped later",
                $"{Numbers.Count(target.DroppedLaterPackets)} frames to {target.Target}, by its queue ({string.Join(", ", target.QueueDisciplines)}), which had taken them; other senders' may be among them");
        }
        foreach (var warning in report.Warnings)
        {
            Line(text, "warning", warning);
        }
        return text.ToString().TrimEnd() + "\n";
    }

    /// <summary>Drops by reason.</summary>
    public static string Drops(EdgeReport edge) => edge.DroppedPackets.Count == 0
        ? "0"
        : string.Join(" ", edge.DroppedPackets.Select(d => $"{d.Key}={Numbers.Count(d.Value)}"));

    private static string Edges(AgentReport report)
    {
        var counters = report.Edges.SelectMany(e => e.Mirrors.Select(m => (Mirror: m, Edge: e))).ToDictionary(e => (e.Mirror, e.Edge.Source, e.Edge.Direction, e.Edge.Target), e => e.Edge);
        var table = new TextTable("MIRROR", "SOURCE", "DIRECTION", "TARGET", "CUT BY", "STATE", "SEEN", "LEFT OUT", "MIRRORED", "BYTES", "DROPPED");
        foreach (var session in report.Sessions)
        {
            foreach (var edge in session.Edges)
            {
                var count = counters.GetValueOrDefault((session.Mirror, edge.Source, edge.Direction, edge.Target));
                table.Add(
                    session.Mirror, PodNames.Of(session, edge.Source), edge.Direction.Word(), PodNames.Of(session, edge.Target), SessionTable.CutBy(edge), State(edge.State, edge.Reason, edge.Message),
                    count is null ? "-" : Numbers.Count(count.SeenPackets),
                    count is null ? "-" : Numbers.Count(count.LeftOutPackets),
                    count is null ? "-" : Numbers.Count(count.MirroredPackets),
                    count is null ? "-" : Numbers.Bytes(count.MirroredBytes),
                    count is null ? "-" : Drops(count));
            }
            if (session.Edges.Count == 0)
            {
                table.Add(session.Mirror, "-", "-", "-", "-", State(session.State, session.Reason, session.Message), "-", "-", "-", "-", "-");
            }
        }
        return table.IsEmpty ? (report.LastPassAt is null ? "nothing is known yet\n" : "nothing is mirrored\n") : table.ToString();
    }

    private static string State(ProgrammedState state, string reason, string message) => state == ProgrammedState.Programmed
        ? "programmed"
        : message.Length == 0 ? $"{MetricNames.State(state)}: {reason}" : $"{MetricNames.State(state)}: {reason} ({message})";

    private static void Line(StringBuilder text, string label, string? value)
    {
        if (value is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"{label}: {value}\n");
        }
    }

    private static string Age(TimeSpan age) =>
        age.TotalDays >= 1 ? $"{(int)age.TotalDays}d{age.Hours}h"
        : age.TotalHours >= 1 ? $"{(int)age.TotalHours}h{age.Minutes}m"
        : age.TotalMinutes >= 1 ? $"{(int)age.TotalMinutes}m{age.Seconds}s"
        : $"{Math.Max(0, (int)age.TotalSeconds)}s";
}
