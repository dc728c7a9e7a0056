namespace K8sMirror.NodeAgent.Pods;

/// <summary>The records as they stand on disk.</summary>
/// <param name="BootId">The boot of the node in which the interface indexes have a meaning.</param>
/// <param name="Bindings">As <see cref="PodLedger.Bindings"/>.</param>
/// <param name="Gone">As <see cref="PodLedger.Gone"/>.</param>
/// <param name="Sights">As <see cref="PodRecords.Sights"/>.</param>
internal sealed record SavedPods(string BootId, IReadOnlyList<PodBinding> Bindings, IReadOnlyList<PodNetwork> Gone, NicSights? Sights)
{
    /// <summary>As <see cref="PodRecords.Open"/>; null if there are none.</summary>
    public IReadOnlyList<PodNetwork>? Open { get; init; }

    /// <summary>As <see cref="PodLedger.Rivals"/>; null if there are none.</summary>
    public IReadOnlyList<PodRival>? Rivals { get; init; }
}
