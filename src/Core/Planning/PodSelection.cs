using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>What one mirror selects of one node's pods.</summary>
internal sealed record PodSelection
{
    /// <summary>Those that stand in the session, by namespace and name; null if there are none.</summary>
    public IReadOnlyList<SessionPod>? Pods { get; init; }

    /// <summary>Pods that sources select, whether they have an address or not.</summary>
    public int Selected { get; init; }

    /// <summary>Those of them that have an address of their own.</summary>
    public int WithAddress { get; init; }

    /// <summary>Pods with the node's network that sources select.</summary>
    public IReadOnlyList<ClusterPod> HostNetworkSources { get; init; } = [];

    /// <summary>Pods with the node's network that targets select.</summary>
    public IReadOnlyList<ClusterPod> HostNetworkTargets { get; init; } = [];
}
