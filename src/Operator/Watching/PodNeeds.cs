using K8sMirror.Core.Api;

namespace K8sMirror.Operator.Watching;

/// <summary>What mirrors need to know of the cluster's pods.</summary>
/// <param name="Pods">True if one selects pods.</param>
/// <param name="Namespaces">True if one selects pods by their namespaces' labels.</param>
internal readonly record struct PodNeeds(bool Pods, bool Namespaces)
{
    /// <summary>Of all mirrors; one that is being deleted needs nothing.</summary>
    public static PodNeeds Of(IEnumerable<Watched<TrafficMirror>> mirrors)
    {
        var needs = default(PodNeeds);
        foreach (var spec in mirrors.Where(mirror => mirror.Value.Metadata.DeletionTimestamp is null).Select(mirror => mirror.Value.Spec))
        {
            needs = new(
                needs.Pods || spec.Sources.Any(source => source.PodSelector is not null) || spec.Targets.Any(target => target.PodSelector is not null),
                needs.Namespaces || spec.Sources.Any(source => source.NamespaceSelector is not null) || spec.Targets.Any(target => target.NamespaceSelector is not null));
        }

        return needs;
    }
}
