using System.Globalization;
using System.Text;
using K8sMirror.Core.Api;
using K8sMirror.Plugin.Rendering;

namespace K8sMirror.Plugin.Planning;

/// <summary>A plan as readable text.</summary>
internal static class PlanText
{
    /// <summary>The text; copies that stay are shown only with <paramref name="all"/>.</summary>
    public static string Render(PlanReport report, bool all)
    {
        var text = new StringBuilder();
        foreach (var mirror in report.Mirrors)
        {
            text.Append(CultureInfo.InvariantCulture, $"{mirror.Name}: {Action(mirror)}, matches {Words.Count(mirror.Nodes, "node")}\n");
            if (SelectionText.Short(mirror) is { Length: > 0 } selection)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {selection}\n");
            }
            foreach (var (rule, at) in all ? (mirror.Filter?.Rules ?? []).Select((r, at) => (r, at)) : [])
            {
                text.Append(CultureInfo.InvariantCulture, $"    {SelectionText.Rule(rule, at)}\n");
            }
            foreach (var finding in mirror.Findings)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {finding.Reason}: {finding}\n");
            }
        }
        foreach (var set in report.Sets)
        {
            var namedBy = set.Mirrors.Count == 0 ? "no mirror names it" : $"named by {string.Join(", ", set.Mirrors.Take(5))}{(set.Mirrors.Count > 5 ? ", …" : "")}";
            text.Append(CultureInfo.InvariantCulture, $"AddressSet {set.Name}: {set.Action}, {(set.Entries == 1 ? "1 entry" : $"{set.Entries} entries")}, {namedBy}\n");
        }
        var table = new TextTable("NODE", "", "MIRROR", "SOURCE", "DIRECTION", "TARGET", "NOTE");
        foreach (var node in report.Nodes)
        {
            foreach (var change in node.Changes.Where(c => all || c.Change != ChangeKind.Keep))
            {
                table.Add(node.Node, Sign(change.Change), change.Mirror, change.Source, change.Direction.Word(), change.Target, change.Note);
            }
        }
        if (!table.IsEmpty)
        {
            text.Append('\n').Append(table);
        }
        var changed = report.Nodes.Count(n => n.Changes.Any(c => c.Change != ChangeKind.Keep));
        text.Append(CultureInfo.InvariantCulture,
            $"\nPlan: {report.Start} to start, {report.Stop} to stop, {(report.Change > 0 ? $"{report.Change} to change, " : "")}{report.Keep} unchanged; {Words.Count(changed, "node")} of {report.Nodes.Count} with copies change.\n");
        foreach (var node in report.Nodes.Where(n => n.Note.Length > 0 && n.Changes.Any(c => c.Change != ChangeKind.Keep)))
        {
            text.Append(CultureInfo.InvariantCulture, $"note: {node.Node}: {node.Note}\n");
        }
        foreach (var note in report.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"note: {note}\n");
        }
        if (report.Start > 0)
        {
            text.Append("NICs are known only from the agents' reports; each node itself checks for loops through veth pairs, VLANs and bonds.\n");
        }
        return text.ToString().TrimStart('\n');
    }

    private static string Action(MirrorChange mirror) => mirror.IsAccepted ? mirror.Action : mirror.Action == "affected" ? "would be REFUSED because of this" : "would be REFUSED";

    private static string Sign(ChangeKind change) => change switch
    {
        ChangeKind.Start => "+",
        ChangeKind.Stop => "-",
        ChangeKind.Change => "~",
        _ => "=",
    };
}
