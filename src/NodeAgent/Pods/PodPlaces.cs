using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Pods;

/// <summary>Where the pods are that a node is asked for, as it was when it was planned.</summary>
/// <param name="places">By network.</param>
/// <param name="lookAgain">When some that were not found should be looked for again; null if all were.</param>
internal sealed class PodPlaces(IReadOnlyDictionary<PodNetwork, PodPlace> places, TimeSpan? lookAgain)
{
    /// <summary>None is asked for.</summary>
    public static PodPlaces None { get; } = new(new Dictionary<PodNetwork, PodPlace>(), null);

    /// <summary>When some that were not found should be looked for again; null if all were.</summary>
    public TimeSpan? LookAgain => lookAgain;

    /// <summary>Of one pod.</summary>
    public PodPlace Of(SessionPod pod) => places.GetValueOrDefault(PodNetwork.Of(pod), PodPlace.Unknown);
}
