using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>A <see cref="PodSelection"/> while it is collected.</summary>
internal sealed class PodSelectionDraft
{
    private readonly List<SessionPod> pods = [];
    private readonly List<ClusterPod> hostNetworkSources = [];
    private readonly List<ClusterPod> hostNetworkTargets = [];
    private int selected;
    private int withAddress;

    /// <summary>Adds a pod that the mirror selects.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="claims">Which pod has which address on the node.</param>
    /// <param name="sources">Indexes of the sources that select it; null if none does.</param>
    /// <param name="targets">Indexes of the targets that select it; null if none does.</param>
    public void Add(ClusterPod pod, AddressClaims claims, IReadOnlyList<int>? sources, IReadOnlyList<int>? targets)
    {
        selected += sources is null ? 0 : 1;
        if (pod.IsHostNetwork)
        {
            (sources is null ? hostNetworkTargets : hostNetworkSources).Add(pod);
            return;
        }
        if (claims.Of(pod) is not { Count: > 0 } addresses)
        {
            return;
        }
        withAddress += sources is null ? 0 : 1;
        pods.Add(new()
        {
            Namespace = pod.Namespace,
            Name = pod.Name,
            Uid = pod.Uid,
            Addresses = addresses,
            NetworkSince = pod.NetworkSince,
            Sources = sources,
            Targets = targets,
        });
    }

    /// <summary>The result.</summary>
    public PodSelection ToSelection() => new()
    {
        Pods = pods.Count == 0 ? null : pods,
        Selected = selected,
        WithAddress = withAddress,
        HostNetworkSources = hostNetworkSources,
        HostNetworkTargets = hostNetworkTargets,
    };
}
