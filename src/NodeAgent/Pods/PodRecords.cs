namespace K8sMirror.NodeAgent.Pods;

/// <summary>What outlives the agent.</summary>
/// <param name="Ledger">Which NICs are which pod's.</param>
/// <param name="Sights">Since when NICs can have been there; null if not known.</param>
internal sealed record PodRecords(PodLedger Ledger, NicSights? Sights)
{
    /// <summary>Networks that are asked for and not found yet, with their times, which the operator may stop to tell.</summary>
    public IReadOnlyList<PodNetwork> Open { get; init; } = [];

    /// <summary>Nothing is known.</summary>
    public static PodRecords None { get; } = new(PodLedger.Empty, null);
}
