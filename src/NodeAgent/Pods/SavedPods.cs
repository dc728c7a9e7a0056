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

    /// <summary>False if another version, or a person, wrote it: missing parts would be taken for empty ones.</summary>
    public bool IsWhole() => Bindings is not null && Gone is not null && Sights is null or { NotBefore: not null }
        && Bindings.All(b => b is { Nics.Count: > 0 } && IsWholeNetwork(b.Network)) && Bindings.DistinctBy(b => b.Network).Count() == Bindings.Count
        && Gone.Concat(Open ?? []).Concat((Rivals ?? []).Select(r => r?.Network!)).All(IsWholeNetwork);

    private static bool IsWholeNetwork(PodNetwork? network) => network is { Uid: not null, Since: not null, Addresses: not null };
}
