using K8sMirror.Core.Api;

namespace K8sMirror.Plugin.Explaining;

/// <summary>What a node reports on the pods that a mirror selects, so that pods can be handled as NICs. Pure.</summary>
internal static class PodSight
{
    /// <summary>The mirror as the node applies it: its pods replaced by their NICs, if the node has found them.</summary>
    public static TrafficMirror Resolve(TrafficMirror mirror, MirrorSession? session, SessionStatus? report)
    {
        if (session?.Pods is not { } pods || report?.Pods is not { } found)
        {
            return mirror;
        }
        var nics = found.ToLookup(p => (p.Namespace, p.Name, p.IsTarget));
        return mirror with
        {
            Spec = mirror.Spec with
            {
                Sources = [.. mirror.Spec.Sources.SelectMany((s, at) => s.PodSelector is null ? [s] : OrWritten(Sources(s, at), s))],
                Targets = [.. mirror.Spec.Targets.SelectMany((t, at) => t.PodSelector is null ? [t] : OrWritten(Targets(t, at), t))],
            },
        };

        List<MirrorSource> Sources(MirrorSource source, int at) => [.. pods.Where(p => p.Sources?.Contains(at) == true)
            .SelectMany(p => nics[(p.Namespace, p.Name, false)].SelectMany(n => Of(n, source)))];

        static IEnumerable<MirrorSource> Of(PodStatus pod, MirrorSource source) => source.FallbackInterface is { } shared && pod.ByAddress
            ? (pod.Interfaces ?? []).Where(nic => AddressFate.Means(shared, nic)).Select(nic => new MirrorSource { Interface = nic, Direction = source.Direction })
            : (pod.Interfaces ?? []).Select(nic => new MirrorSource { Interface = nic, Direction = source.Direction.Turned() });

        List<MirrorTarget> Targets(MirrorTarget target, int at) => [.. pods.Where(p => p.Targets?.Contains(at) == true)
            .SelectMany(p => nics[(p.Namespace, p.Name, true)].SelectMany(n => n.Interfaces ?? []))
            .Select(nic => target with { Interface = nic, PodSelector = null, NamespaceSelector = null })];
    }

    private static List<T> OrWritten<T>(List<T> found, T written) => found.Count > 0 ? found : [written];
}
