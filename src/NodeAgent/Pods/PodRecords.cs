namespace K8sMirror.NodeAgent.Pods;

/// <summary>What outlives the agent.</summary>
/// <param name="Ledger">Which NICs belong to which pod.</param>
/// <param name="Sights">Since when NICs can have existed; null if unknown.</param>
internal sealed record PodRecords(PodLedger Ledger, NicSights? Sights)
{
    /// <summary>Networks that are asked for and not found yet, with their times, which the operator may stop reporting.</summary>
    public IReadOnlyList<PodNetwork> Open { get; init; } = [];

    /// <summary>Nothing is known.</summary>
    public static PodRecords None { get; } = new(PodLedger.Empty, null);
}
