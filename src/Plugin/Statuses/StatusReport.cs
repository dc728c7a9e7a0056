namespace K8sMirror.Plugin.Statuses;

/// <summary>What <c>status</c> shows.</summary>
/// <param name="Agents">Agents; null: pods could not be listed.</param>
/// <param name="Operators">Operators; null: the same.</param>
/// <param name="Mirrors">All mirrors, or the one that was asked for.</param>
/// <param name="Conditions">Conditions of that one, in words; else empty.</param>
/// <param name="Nodes">What each node makes of that one; else empty.</param>
/// <param name="Notes">What could not be read.</param>
internal sealed record StatusReport(
    ComponentCount? Agents, ComponentCount? Operators, IReadOnlyList<MirrorLineStatus> Mirrors, IReadOnlyList<Core.Api.Condition> Conditions,
    IReadOnlyList<NodeLine> Nodes, IReadOnlyList<string> Notes) : Core.Api.IMirrorTreatment
{
    /// <summary>Which packets that one selects; null: every packet, or no mirror was asked for.</summary>
    public Core.Api.MirrorFilter? Filter { get; init; }

    /// <summary>Which share of them; null: all, or no mirror was asked for.</summary>
    public Core.Api.MirrorSampling? Sampling { get; init; }

    /// <summary>Bytes that are kept of each copy; 0: all, or no mirror was asked for.</summary>
    public int SnapLength { get; init; }

    /// <summary>How much is sent to one target at most; null: no bound, or no mirror was asked for.</summary>
    public Core.Api.MirrorRateLimit? RateLimit { get; init; }

    /// <summary>Label of the copies; null: none, or no mirror was asked for.</summary>
    public Core.Api.SourceTag? SourceTag { get; init; }
}
