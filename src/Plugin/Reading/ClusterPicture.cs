using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;

namespace K8sMirror.Plugin.Reading;

/// <summary>All of a cluster that this program looks at, as it was at one moment.</summary>
/// <param name="Mirrors">By name.</param>
/// <param name="Nodes">By name.</param>
/// <param name="NodeMirrors">By the node's name.</param>
/// <param name="Notes">What could not be read, in words.</param>
internal sealed record ClusterPicture(
    IReadOnlyList<TrafficMirror> Mirrors, IReadOnlyList<NodeFacts> Nodes, IReadOnlyDictionary<string, NodeMirror> NodeMirrors,
    IReadOnlyList<string> Notes)
{
    /// <summary>The pods, if a mirror selects pods and somebody asked for them.</summary>
    public PodSnapshot Pods { get; init; } = PodSnapshot.Awaited;

    /// <summary>AddressSets that mirrors name and that exist.</summary>
    public PrefixSets Sets { get; init; } = PrefixSets.None;

    /// <summary>Names of those that could not be read: whether they exist is not known.</summary>
    public IReadOnlySet<string> UnknownSets { get; init; } = new HashSet<string>();
}
