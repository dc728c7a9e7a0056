using System.Globalization;

namespace K8sMirror.Core.Planning;

/// <summary>
/// Which pod of a node has an address. The object of a terminating pod keeps its address for a while after its network has ended, and the node may have given
/// it to another pod by then: the pod with the newer network has it. If that is not known, no pod has it, since no packet may be copied for the wrong pod.
/// </summary>
internal sealed class AddressClaims
{
    private readonly Dictionary<string, ClusterPod?> owners = new(StringComparer.Ordinal);

    /// <param name="pods">All pods of one node, whether a mirror selects them or not.</param>
    public AddressClaims(IReadOnlyList<ClusterPod> pods)
    {
        foreach (var claims in pods.Where(HasOwnNetwork).SelectMany(p => p.Addresses.Distinct(StringComparer.Ordinal).Select(a => (Address: a, Pod: p)))
            .GroupBy(c => c.Address, c => c.Pod, StringComparer.Ordinal))
        {
            owners[claims.Key] = Latest([.. claims]);
        }
    }

    /// <summary>True if the pod has not ended and its network is not the node's.</summary>
    public static bool HasOwnNetwork(ClusterPod pod) => pod is { HasEnded: false, IsHostNetwork: false };

    /// <summary>The addresses that the pod really has; empty if none.</summary>
    public IReadOnlyList<string> Of(ClusterPod pod)
    {
        return pod.Addresses.All(IsIts) ? pod.Addresses : [.. pod.Addresses.Where(IsIts)];

        bool IsIts(string address) => ReferenceEquals(owners.GetValueOrDefault(address), pod);
    }

    private static ClusterPod? Latest(IReadOnlyList<ClusterPod> pods)
    {
        if (pods.Count == 1)
        {
            return pods[0];
        }
        var latest = pods.Max(Came);
        var last = pods.Where(p => Came(p) == latest).ToList();
        return last.Count == 1 ? last[0] : null;
    }

    // A pod whose network is ready goes before one whose network is not, or no longer, ready.
    private static (DateTimeOffset Network, DateTimeOffset Created) Came(ClusterPod pod) => (
        DateTimeOffset.TryParse(pod.NetworkSince, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) ? since : DateTimeOffset.MinValue,
        pod.Created ?? DateTimeOffset.MinValue);
}
