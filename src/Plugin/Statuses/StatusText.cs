using System.Globalization;
using System.Text;
using K8sMirror.Core.Api;
using K8sMirror.Plugin.Rendering;

namespace K8sMirror.Plugin.Statuses;

/// <summary>A status as readable text.</summary>
internal static class StatusText
{
    /// <summary>The text.</summary>
    public static string Render(StatusReport report, DateTimeOffset now, bool full)
    {
        var text = new StringBuilder();
        if (!full && report.Agents is { } agents && report.Operators is { } operators)
        {
            text.Append(CultureInfo.InvariantCulture, $"agents {agents.Ready}/{agents.Total} ready, operators {operators.Ready}/{operators.Total} ready\n\n");
        }
        text.Append(Mirrors(report, now));
        if (SelectionText.Short(report) is { Length: > 0 } selection)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{selection}\n");
            foreach (var (rule, at) in (report.Filter?.Rules ?? []).Select((r, at) => (r, at)))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {SelectionText.Rule(rule, at)}\n");
            }
        }
        if (report.Conditions.Count > 0)
        {
            var conditions = new TextTable("CONDITION", "STATUS", "REASON", "SINCE", "MESSAGE");
            foreach (var c in report.Conditions)
            {
                // 1970: no operator has seen the mirror.
                var since = c.LastTransitionTime > DateTimeOffset.UnixEpoch ? Words.Age(now - c.LastTransitionTime) : "-";
                conditions.Add(c.Type, c.Status.ToString(), c.Reason, since, c.Message);
            }
            text.Append('\n').Append(conditions);
        }
        if (report.Nodes.Count > 0)
        {
            text.Append('\n').Append(Nodes(report));
        }
        if (report.Pods is { } pods)
        {
            text.Append('\n').Append(Pods(pods));
        }
        foreach (var note in report.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"note: {note}\n");
        }
        return text.ToString();
    }

    private static string Mirrors(StatusReport report, DateTimeOffset now)
    {
        var table = new TextTable("NAME", "READY", "ACCEPTED", "RESOLVED", "PROGRAMMED", "NODES", "PODS", "AGE", "REASON", "MESSAGE");
        foreach (var m in report.Mirrors)
        {
            table.Add(
                m.Name, Status(m.Ready), Status(m.Accepted), Status(m.ResolvedRefs), Status(m.Programmed), $"{m.Nodes.Programmed}/{m.Nodes.Desired}",
                m.Pods is { } pods ? $"{pods.Mirrored}/{pods.Selected}" : "-",
                Words.Age(now - m.CreatedAt), m.Reason.Length == 0 ? "-" : m.Reason, m.Message);
        }
        return table.IsEmpty ? "no TrafficMirrors\n" : table.ToString();
    }

    private static string Nodes(StatusReport report)
    {
        var table = new TextTable("NODE", "SOURCE", "DIRECTION", "TARGET", "STATE", "REASON", "MESSAGE");
        foreach (var node in report.Nodes)
        {
            if (node.Edges.Count == 0)
            {
                table.Add(node.Node, "-", "-", "-", node.State?.ToString() ?? "Unknown", node.Reason.Length == 0 ? "-" : node.Reason, node.Message);
            }
            foreach (var edge in node.Edges)
            {
                var (reason, message) = Words.Why(edge);
                table.Add(node.Node, edge.Source, edge.Direction.Word(), edge.Target, edge.State.ToString(), reason, message);
            }
        }
        return table.ToString();
    }

    private static string Pods(IReadOnlyList<PodLine> pods)
    {
        var table = new TextTable("MIRROR", "NODE", "NAMESPACE", "POD", "USE", "NIC", "STATE", "REASON", "MESSAGE");
        foreach (var (mirror, node, pod) in pods)
        {
            table.Add(
                mirror, node, pod.Namespace, pod.Name, pod.IsTarget ? "target" : "source", pod.Interfaces is { Count: > 0 } nics ? string.Join(',', nics) + (pod.ByAddress ? " (by address)" : "") : "-",
                pod.State.ToString(), pod.Reason.Length == 0 ? "-" : pod.Reason, pod.Message);
        }
        return table.IsEmpty ? "no pods are listed\n" : table.ToString();
    }

    private static string Status(ConditionStatus? status) => status?.ToString() ?? "-";
}
