using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>What one mirror selects of one node's pods.</summary>
internal sealed record PodSelection
{
    /// <summary>Pods in the session, by namespace and name; null if there are none.</summary>
    public IReadOnlyList<SessionPod>? Pods { get; init; }

    /// <summary>Number of pods that sources select, with or without an address.</summary>
    public int Selected { get; init; }

    /// <summary>Number of those that have their own address.</summary>
    public int WithAddress { get; init; }

    /// <summary>Pods with the node's network that sources select.</summary>
    public IReadOnlyList<ClusterPod> HostNetworkSources { get; init; } = [];

    /// <summary>Pods with the node's network that targets select.</summary>
    public IReadOnlyList<ClusterPod> HostNetworkTargets { get; init; } = [];
}
