using System.Globalization;
using System.Text;
using K8sMirror.Plugin.Rendering;

namespace K8sMirror.Plugin.Rates;

/// <summary>Rates as readable text.</summary>
internal static class RateText
{
    /// <summary>The table.</summary>
    public static string Render(RateReport report)
    {
        var table = new TextTable("NODE", "MIRROR", "SOURCE", "DIRECTION", "TARGET", "SEEN/S", "MIRRORED/S", "BITS/S", "DROPPED/S");
        foreach (var e in report.Edges)
        {
            table.Add(
                e.Node, e.Mirror, e.Source, e.Direction, e.Target, Words.Rate(e.SeenPerSecond), Words.Rate(e.MirroredPerSecond), Words.Rate(e.BitsPerSecond),
                e.DroppedPerSecond.Count == 0 ? "0" : string.Join(' ', e.DroppedPerSecond.Select(d => $"{d.Key}={Words.Rate(d.Value)}")));
        }
        return Finish(report, table, "nothing is mirrored\n");
    }

    /// <summary>The table of pods.</summary>
    public static string RenderPods(RateReport report)
    {
        var table = new TextTable("NODE", "MIRROR", "NAMESPACE", "POD", "RECEIVED/S", "SENT/S", "MIRRORED/S", "BITS/S", "DROPPED/S");
        foreach (var p in report.Pods ?? [])
        {
            table.Add(
                p.Node, p.Mirror, p.Namespace, p.Pod, Words.Rate(p.ReceivedPerSecond), Words.Rate(p.SentPerSecond), Words.Rate(p.MirroredPerSecond),
                Words.Rate(p.BitsPerSecond), Words.Rate(p.DroppedPerSecond));
        }
        return Finish(report, table, "no pod is mirrored\n");
    }

    private static string Finish(RateReport report, TextTable table, string nothing)
    {
        var text = new StringBuilder(table.IsEmpty ? nothing : table.ToString());
        foreach (var note in report.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"note: {note}\n");
        }
        return text.ToString();
    }
}
