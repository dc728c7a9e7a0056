namespace K8sMirror.Core.Api;

/// <summary>Which share of the packets that the filter selects is copied.</summary>
public sealed record MirrorSampling
{
    /// <summary>Highest <see cref="OneIn"/>.</summary>
    public const int MostOneIn = 1_000_000;

    /// <summary>N of "one in N"; 1 means all.</summary>
    [MustBeWritten]
    public int OneIn { get; init; } = 1;

    /// <summary>Whether conversations or packets are counted.</summary>
    public SamplingBasis By { get; init; }
}
