using System.Globalization;
using K8sMirror.Core.Api;
using K8sMirror.Plugin.Reading;

namespace K8sMirror.Plugin.Statuses;

/// <summary>Extracts the pods from the nodes' reports. Pure.</summary>
internal static class PodLines
{
    /// <summary>The report with the pods of its mirrors, and a note for each node that lists fewer than it has.</summary>
    public static StatusReport AddTo(StatusReport report, ClusterPicture picture)
    {
        var shown = report.Mirrors.Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        var lines = new List<PodLine>();
        var notes = new List<string>();
        foreach (var (node, of) in picture.NodeMirrors)
        {
            foreach (var session in (of.Status?.Sessions ?? []).Where(s => shown.Contains(s.Mirror) && s.Pods is not null))
            {
                lines.AddRange(session.Pods!.Select(p => new PodLine(session.Mirror, node, p)));
                if ((session.PodCounts?.Selected ?? 0) - session.Pods!.Count(p => !p.IsTarget) is > 0 and var unlisted)
                {
                    notes.Add(string.Create(CultureInfo.InvariantCulture, $"{node} does not list {unlisted} more pods of {session.Mirror}"));
                }
            }
        }
        return report with
        {
            Pods = [.. lines
                .OrderBy(l => l.Mirror, StringComparer.Ordinal).ThenBy(l => l.Node, StringComparer.Ordinal).ThenBy(l => l.Pod.IsTarget)
                .ThenBy(l => l.Pod.Namespace, StringComparer.Ordinal).ThenBy(l => l.Pod.Name, StringComparer.Ordinal)],
            Notes = [.. report.Notes, .. notes.Order(StringComparer.Ordinal)],
        };
    }
}
