using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>Everything that <see cref="NodePlanner"/> looks at, at one moment. The order of the lists has no meaning.</summary>
/// <param name="Mirrors">All TrafficMirrors.</param>
/// <param name="Nodes">All nodes.</param>
public sealed record ClusterSnapshot(IReadOnlyCollection<TrafficMirror> Mirrors, IReadOnlyCollection<ClusterNode> Nodes)
{
    /// <summary>The pods; null where there is no cluster to know them from: mirrors that select pods are refused.</summary>
    public PodSnapshot? Pods { get; init; }

    /// <summary>Most bytes of a node's spec, as JSON. Only stand-alone, where no server has to keep it, there is no limit.</summary>
    public int MostSpecBytes { get; init; } = NodeMirrorLimits.SpecBytes;
}
