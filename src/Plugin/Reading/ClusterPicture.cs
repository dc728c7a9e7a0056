using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;

namespace K8sMirror.Plugin.Reading;

/// <summary>Everything that this program reads of a cluster, at one moment.</summary>
/// <param name="Mirrors">By name.</param>
/// <param name="Nodes">By name.</param>
/// <param name="NodeMirrors">By the node's name.</param>
/// <param name="Notes">What could not be read, in words.</param>
internal sealed record ClusterPicture(
    IReadOnlyList<TrafficMirror> Mirrors, IReadOnlyList<NodeFacts> Nodes, IReadOnlyDictionary<string, NodeMirror> NodeMirrors,
    IReadOnlyList<string> Notes)
{
    /// <summary>The pods, if a mirror selects pods and they were requested.</summary>
    public PodSnapshot Pods { get; init; } = PodSnapshot.Awaited;

    /// <summary>Existing AddressSets that mirrors name.</summary>
    public PrefixSets Sets { get; init; } = PrefixSets.None;

    /// <summary>Names of AddressSets that could not be read, so that it is unknown whether they exist.</summary>
    public IReadOnlySet<string> UnknownSets { get; init; } = new HashSet<string>();
}
