using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>What mirrors need to know of the cluster's pods.</summary>
/// <param name="Pods">True if one selects pods.</param>
/// <param name="Namespaces">True if one selects pods by their namespaces' labels.</param>
public readonly record struct PodNeeds(bool Pods, bool Namespaces)
{
    /// <summary>Needs of all mirrors; one that is being deleted needs nothing.</summary>
    public static PodNeeds Of(IEnumerable<TrafficMirror> mirrors)
    {
        var needs = default(PodNeeds);
        foreach (var mirror in mirrors.Where(mirror => mirror.Metadata.DeletionTimestamp is null))
        {
            var own = Of(mirror.Spec);
            needs = new(needs.Pods || own.Pods, needs.Namespaces || own.Namespaces);
        }
        return needs;
    }

    /// <summary>Needs of one mirror.</summary>
    public static PodNeeds Of(TrafficMirrorSpec spec) => new(
        spec.Sources.Any(s => s.PodSelector is not null) || spec.Targets.Any(t => t.PodSelector is not null),
        spec.Sources.Any(s => s.NamespaceSelector is not null) || spec.Targets.Any(t => t.NamespaceSelector is not null));
}
