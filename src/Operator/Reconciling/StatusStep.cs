using System.Collections.Concurrent;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;
using K8sMirror.Core.Status;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Telemetry;

namespace K8sMirror.Operator.Reconciling;

/// <summary>The last step of a pass: what happened to each mirror, written only where it differs from what is there.</summary>
internal sealed class StatusStep(
    MirrorWriter mirrors, EventRecorder events, SilentNodes silentNodes, SessionAges ages, StatusPace pace, OperatorMetrics metrics, TimeProvider clock)
{
    /// <summary>Composes and writes; returns how many were written, and when a node will count as silent by time alone.</summary>
    public async Task<(int Written, DateTimeOffset? Due)> WriteAsync(Leadership term, ClusterView view, ClusterPlan plan)
    {
        var now = clock.GetUtcNow();
        var (silent, due) = silentNodes.Find(view, now);
        var changed = new List<(TrafficMirror Mirror, TrafficMirrorStatus Status)>();
        var counts = new MirrorTally();
        foreach (var planned in plan.Mirrors)
        {
            // Planned from the view before this pass's writes; a finalizer may have been added since.
            if (!view.Mirrors.TryGetValue(planned.Mirror.Metadata.Name, out var watched)
                || watched.Value.Metadata.Generation != planned.Mirror.Metadata.Generation
                || watched.Value.Metadata.Uid != planned.Mirror.Metadata.Uid)
            {
                continue;
            }

            var mirror = watched.Value;
            var nodes = planned.AwaitsPods ? WithSession(view, mirror) : planned.Nodes;
            if (planned.AwaitsPods && nodes.Count == 0 && mirror.Status is { } said && said.ObservedGeneration == mirror.Metadata.Generation)
            {
                // The last report may still be true.
                counts.Add(mirror, said);
                continue;
            }

            var leftOut = planned.LeftOut.ToHashSet(StringComparer.Ordinal);
            var reports = nodes.Select((node, at) => leftOut.Contains(node) ? NodeReport.LeftOut(node) : NodeReport.Of(
                node,
                view.NodeMirrors.TryGetValue(node, out var nodeMirror) ? nodeMirror.Value : null,
                mirror.Metadata.Name,
                view.Nodes.TryGetValue(node, out var facts) ? facts.Value.BootId : "",
                silent.GetValueOrDefault(node),
                nodeMirror is null ? null : ages.SinceOf(nodeMirror.Value, mirror.Metadata.Name)) with
            {
                Pods = planned.Pods?.OnNodes[at] ?? 0,
            });
            var status = MirrorStatusComposer.Compose(
                mirror, [.. planned.Findings, .. SetReference.Unresolved(mirror.Spec.Filter, "spec.filter", view.Sets)], reports, mirror.Status, now, planned);
            counts.Add(mirror, status);
            if (!ReferenceEquals(status, mirror.Status) && pace.IsDue(mirror, status, now))
            {
                changed.Add((mirror, status));
            }
        }

        metrics.Counts = counts.ToCounts(view);
        due = pace.EndPass(now) is { } later && (due is null || later < due) ? later : due;
        return (await WriteAsync(term, changed).ConfigureAwait(false), due);
    }

    /// <summary>Nodes whose NodeMirror has the mirror, sorted.</summary>
    private static IReadOnlyList<string> WithSession(ClusterView view, TrafficMirror mirror) =>
    [
        .. view.NodeMirrors.Values
            .Where(there => view.Nodes.ContainsKey(there.Name)
                && there.Value.Spec.Sessions.Any(session => session.MirrorRef.IsTo(mirror)))
            .Select(there => there.Name).Order(StringComparer.Ordinal),
    ];

    private async Task<int> WriteAsync(Leadership term, List<(TrafficMirror Mirror, TrafficMirrorStatus Status)> changed)
    {
        var written = new ConcurrentBag<(TrafficMirror Mirror, TrafficMirrorStatus Status)>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = NodeMirrorWriter.Parallelism, CancellationToken = term.Ended };
        await Parallel.ForEachAsync(changed, parallel, async (change, _) =>
        {
            if (await mirrors.WriteStatusAsync(term, change.Mirror, change.Status).ConfigureAwait(false))
            {
                written.Add(change);
            }
        }).ConfigureAwait(false);

        foreach (var (mirror, status) in written)
        {
            foreach (var transition in Transitions.Between(mirror.Status, status))
            {
                events.Record(mirror, transition);
            }
        }

        return written.Count;
    }
}
