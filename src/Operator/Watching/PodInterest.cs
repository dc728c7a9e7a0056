using System.Collections.Immutable;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Operator.Watching;

/// <summary>
/// Whether a mirror selects a pod: most pods of a cluster come and go without a pass. It may say yes where planning says no (another node, a mirror that is refused),
/// and never the other way round.
/// </summary>
/// <param name="mirrors">All mirrors.</param>
internal sealed class PodInterest(ImmutableDictionary<string, Watched<TrafficMirror>> mirrors)
{
    private readonly (LabelSelector Pods, LabelSelector? Namespaces)[] selectors =
    [
        .. mirrors.Values.SelectMany(mirror => mirror.Value.Spec.Sources.Select(source => (source.PodSelector, source.NamespaceSelector))
            .Concat(mirror.Value.Spec.Targets.Select(target => (target.PodSelector, target.NamespaceSelector))))
            .Where(pair => pair.PodSelector is not null).Select(pair => (pair.PodSelector!, pair.NamespaceSelector)),
    ];

    /// <summary>Of no mirrors.</summary>
    public static PodInterest None { get; } = new(ImmutableDictionary<string, Watched<TrafficMirror>>.Empty);

    /// <summary>The interest of the current mirrors; the same instance if they are unchanged.</summary>
    public PodInterest Follow(ImmutableDictionary<string, Watched<TrafficMirror>> now) => ReferenceEquals(now, mirrors) ? this : new(now);

    /// <summary>True if a source or target selects the pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="namespaces">Namespaces by name; null if not known: then every selector of namespaces may match. One that is not there matches none; it is a change when it comes.</param>
    public bool Selects(ClusterPod pod, IReadOnlyDictionary<string, Watched<NamespaceLabels>>? namespaces)
    {
        foreach (var (pods, ofNamespace) in selectors)
        {
            if (LabelMatcher.Matches(pods, pod.Labels) && (ofNamespace is null || namespaces is null
                || (namespaces.TryGetValue(pod.Namespace, out var found) && LabelMatcher.Matches(ofNamespace, found.Value.Labels))))
            {
                return true;
            }
        }

        return false;
    }
}
