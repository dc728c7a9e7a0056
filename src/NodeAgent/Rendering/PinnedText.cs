using System.Globalization;
using System.Text;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Control;

namespace K8sMirror.NodeAgent.Rendering;

/// <summary>What the pins tell, as readable text.</summary>
internal static class PinnedText
{
    /// <summary>The whole text.</summary>
    public static string Render(PinnedReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"no agent is running; {Fate(report)}\n")
            .Append(CultureInfo.InvariantCulture, $"pins {report.Pins}, Linux {report.Kernel}{(report.Attach.Length > 0 ? $", {report.Attach}" : "")}\n");
        if (report.Cpu is { } cpu)
        {
            text.Append(CpuText.Render(cpu));
        }
        text.Append('\n').Append(Edges(report));
        return text.ToString();
    }

    private static string Fate(PinnedReport report)
    {
        var at = report.Deadline.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        return !report.IsHere ? "these pins are of another network namespace, or the cutter was deleted: nothing is copied here"
            : report.Edges.Count == 0 ? "nothing is mirrored"
            : report.SecondsLeft <= 0 ? string.Create(CultureInfo.InvariantCulture, $"copying ended at {at}, {-report.SecondsLeft:F0} s ago")
            : !report.IsMirroring ? "no edge is programmed"
            : string.Create(CultureInfo.InvariantCulture, $"mirrors go on until {at}, for {report.SecondsLeft:F0} s more");
    }

    private static string Edges(PinnedReport report)
    {
        var table = new TextTable("SOURCE", "DIRECTION", "TARGET", "STATE", "SEEN", "LEFT OUT", "MIRRORED", "BYTES", "DROPPED");
        foreach (var edge in report.Edges)
        {
            table.Add(
                $"{edge.Source} ({edge.SourceIndex})", edge.Direction.Word(), $"{edge.Target} ({edge.TargetIndex}){(edge.Variant is null ? "" : $" {edge.Variant}")}",
                edge.State ?? "", Numbers.Count(edge.SeenPackets), Numbers.Count(edge.LeftOutPackets), Numbers.Count(edge.MirroredPackets),
                Numbers.Bytes(edge.MirroredBytes), StatusText.Drops(edge));
        }
        return table.IsEmpty ? "nothing is mirrored\n" : table.ToString();
    }
}
