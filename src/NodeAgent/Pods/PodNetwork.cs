using System.Globalization;
using System.Net;
using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Pods;

/// <summary>
/// One instance of a pod's network. A pod whose sandbox was re-created has another network, with other NICs, even if the addresses are the same.
/// </summary>
/// <param name="Uid">UID of the pod.</param>
/// <param name="Since">As <see cref="SessionPod.NetworkSince"/>; empty if the cluster does not say.</param>
/// <param name="Addresses">Its IP addresses in their shortest form, sorted, with commas between them.</param>
internal sealed record PodNetwork(string Uid, string Since, string Addresses)
{
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    /// <summary>The network that the operator sees.</summary>
    public static PodNetwork Of(SessionPod pod) => new(
        pod.Uid,
        pod.NetworkSince ?? "",
        string.Join(',', pod.Addresses.Select(a => IPAddress.TryParse(a, out var address) ? address.ToString() : a).Distinct().Order(StringComparer.Ordinal)));

    /// <summary>Its addresses, without what cannot be read.</summary>
    public IEnumerable<IPAddress> Parsed() =>
        Addresses.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(a => IPAddress.TryParse(a, out var address) ? address : null).OfType<IPAddress>();

    /// <summary>True if the pod is the same and they have an address in common.</summary>
    public bool IsKin(PodNetwork other) => Uid == other.Uid && Addresses.Split(',').Intersect(other.Addresses.Split(','), StringComparer.Ordinal).Any();

    /// <summary>True if they can be the same with different knowledge: the time was unknown, or an address came or went.</summary>
    public bool IsSame(PodNetwork other) => IsKin(other) && (Since == other.Since || Since.Length == 0 || other.Since.Length == 0);

    /// <summary>
    /// True if a NIC that did not exist at a time came after the network was ready, so that it is not of this network. The kubelet, whose clock is this
    /// node's, writes whole seconds.
    /// </summary>
    public bool IsOlderThan(DateTimeOffset notBefore) =>
        DateTimeOffset.TryParse(Since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) && notBefore > since + Rounding;
}
