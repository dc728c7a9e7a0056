using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>A spec with NICs in place of pods, because the rest of planning knows only NICs.</summary>
/// <param name="spec">The spec.</param>
/// <param name="pods">Results for the pods, by name and UID of the mirror.</param>
internal sealed class ExpandedSpec(NodeMirrorSpec spec, IReadOnlyDictionary<(string Mirror, string Uid), SessionPods> pods)
{
    /// <summary>The spec.</summary>
    public NodeMirrorSpec Spec => spec;

    /// <summary>Results for the pods of a session.</summary>
    public SessionPods Of(MirrorSession session) => pods.GetValueOrDefault((session.Mirror, session.MirrorRef.Uid), SessionPods.None);

    /// <summary>Of one that names no pods.</summary>
    public static ExpandedSpec WithoutPods(NodeMirrorSpec spec) => new(spec, new Dictionary<(string, string), SessionPods>());
}
