using K8sMirror.Core.Api;

namespace K8sMirror.Operator.Reconciling;

/// <summary>Whether a TrafficMirror that is being deleted can be released.</summary>
/// <param name="Waiting">Nodes that still have to confirm; 0: it can be released.</param>
/// <param name="Due">When the first of them counts as silent; null when none waits for time alone.</param>
internal sealed record FinalizerRelease(int Waiting, DateTimeOffset? Due)
{
    /// <summary>
    /// Checks every node, not just those that are selected: which ones were selected is not recorded, and selectors and
    /// labels change. A node counts as clear when its spec does not mention the mirror and its agent has applied a spec without it, or when
    /// it is gone, or silent.
    /// </summary>
    /// <param name="mirror">The mirror.</param>
    /// <param name="view">What the caches hold.</param>
    /// <param name="ages">Since when each NodeMirror has been without it: where pods come and go, some agent is always a moment behind the latest spec.</param>
    /// <param name="grace">After this long an agent that is behind does not count.</param>
    /// <param name="now">Now.</param>
    public static FinalizerRelease Decide(TrafficMirror mirror, ClusterView view, SessionAges ages, TimeSpan grace, DateTimeOffset now)
    {
        var waiting = 0;
        DateTimeOffset? due = null;
        foreach (var watched in view.NodeMirrors.Values)
        {
            if (!view.Nodes.TryGetValue(watched.Name, out var node))
            {
                continue;
            }

            var mentioned = watched.Value.Spec.Sessions.Any(session => session.MirrorRef.IsTo(mirror));
            if (mentioned)
            {
                waiting++;
            }
            else if ((watched.Value.Status?.ObservedGeneration ?? 0) < ages.SinceOf(watched.Value, mirror.Metadata.Name))
            {
                var silent = Silence.Since(watched.Value, node.Value, grace);
                if (silent is null || silent > now)
                {
                    waiting++;
                    due = silent is null ? due : due is null || silent < due ? silent : due;
                }
            }
        }

        return new(waiting, due);
    }
}
