using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>The input of <see cref="NodePlanner"/>, at one moment. The order of the lists has no meaning.</summary>
/// <param name="Mirrors">All TrafficMirrors.</param>
/// <param name="Nodes">All nodes.</param>
public sealed record ClusterSnapshot(IReadOnlyCollection<TrafficMirror> Mirrors, IReadOnlyCollection<ClusterNode> Nodes)
{
    /// <summary>The pods; null without a cluster: then mirrors that select pods are refused.</summary>
    public PodSnapshot? Pods { get; init; }

    /// <summary>Maximum size of a node's spec, in bytes of JSON. Unlimited only in stand-alone mode, where no server stores it.</summary>
    public int MostSpecBytes { get; init; } = NodeMirrorLimits.SpecBytes;
}
