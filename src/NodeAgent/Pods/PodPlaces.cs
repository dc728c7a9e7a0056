using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Pods;

/// <summary>Where a node's pods are, as of the time of planning.</summary>
/// <param name="places">By network.</param>
/// <param name="lookAgain">When to look again for pods that were not found; null if all were.</param>
internal sealed class PodPlaces(IReadOnlyDictionary<PodNetwork, PodPlace> places, TimeSpan? lookAgain)
{
    /// <summary>None is asked for.</summary>
    public static PodPlaces None { get; } = new(new Dictionary<PodNetwork, PodPlace>(), null);

    /// <summary>When to look again for pods that were not found; null if all were.</summary>
    public TimeSpan? LookAgain => lookAgain;

    /// <summary>Of one pod.</summary>
    public PodPlace Of(SessionPod pod) => places.GetValueOrDefault(PodNetwork.Of(pod), PodPlace.Unknown);
}
