using K8sMirror.Core.Api;
using K8sMirror.Plugin.Reading;

namespace K8sMirror.Plugin.Statuses;

/// <summary>Puts a status together. Pure.</summary>
internal static class StatusComposer
{
    /// <summary>Composes.</summary>
    /// <param name="picture">The cluster.</param>
    /// <param name="pods">K8sMirror's pods; null if not listed.</param>
    /// <param name="name">The mirror to show in full; null for all in brief.</param>
    public static StatusReport Compose(ClusterPicture picture, IReadOnlyList<ComponentPod>? pods, string? name)
    {
        var mirrors = picture.Mirrors.Where(m => name is null || m.Metadata.Name == name).ToList();
        var only = name is null ? null : mirrors.SingleOrDefault();
        var report = new StatusReport(
            Count(pods, "agent"), Count(pods, "operator"), [.. mirrors.Select(Line)],
            only?.Status?.Conditions ?? [], only is null ? [] : [.. Nodes(picture, only)], picture.Notes);
        return only is null ? report : only.Spec.AppliedTo(report);
    }

    private static MirrorLineStatus Line(TrafficMirror mirror)
    {
        var fresh = (mirror.Status?.Conditions ?? []).Where(c => c.ObservedGeneration == mirror.Metadata.Generation).ToList();
        var worst = new[] { ConditionTypes.Accepted, ConditionTypes.Programmed, ConditionTypes.ResolvedRefs }
            .Select(Find).FirstOrDefault(c => c is { Status: not ConditionStatus.True })
            ?? fresh.Find(c => ConditionTypes.Alarms.Contains(c.Type) && c.Status == ConditionStatus.True);
        var (reason, message) = fresh.Count == 0
            ? (Reasons.Pending, "the operator has not looked at this spec yet; is it running?")
            : (worst?.Reason ?? "", worst?.Message ?? "");
        return new(
            mirror.Metadata.Name, Find(ConditionTypes.Ready)?.Status, Find(ConditionTypes.Accepted)?.Status, Find(ConditionTypes.ResolvedRefs)?.Status,
            Find(ConditionTypes.Programmed)?.Status, mirror.Status?.Nodes ?? new(), mirror.Metadata.CreationTimestamp, reason, message)
        {
            Pods = mirror.Status?.Pods,
        };

        Condition? Find(string type) => fresh.Find(c => c.Type == type);
    }

    private static IEnumerable<NodeLine> Nodes(ClusterPicture picture, TrafficMirror mirror)
    {
        foreach (var (node, of) in picture.NodeMirrors.OrderBy(n => n.Key, StringComparer.Ordinal))
        {
            var isAsked = of.Spec.Sessions.Any(s => s.Mirror == mirror.Metadata.Name);
            var told = of.Status?.Sessions.FirstOrDefault(s => s.MirrorRef.IsTo(mirror));
            var isToEnd = !isAsked || mirror.Metadata.DeletionTimestamp is not null;
            if (isToEnd && told is not null)
            {
                // Deleted, paused, or for other nodes: its generation is new, but copies continue until the agent has stopped them.
                var message = isAsked ? "stopping: the operator has not removed it from this node's NodeMirror yet" : "stopping: this node's agent has not reported that it has stopped yet";
                yield return new(node, told.State, told.Reason, message, [.. told.Edges.Select(e => e with { Message = message })]);
            }
            else if (!isToEnd)
            {
                yield return told?.MirrorRef.Generation == mirror.Metadata.Generation
                    ? new(node, told.State, told.Reason, told.Message, told.Edges)
                    : new(node, null, "", "its agent has not reported on this spec yet", []);
            }
        }
    }

    private static ComponentCount? Count(IReadOnlyList<ComponentPod>? pods, string component)
    {
        if (pods is null)
        {
            return null;
        }
        var some = pods.Where(p => p.Component == component).ToList();
        return new(some.Count(p => p.IsReady), some.Count, [.. some.Select(p => p.Image).Distinct().Order(StringComparer.Ordinal)]);
    }
}
