using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>What a mirror does with packets between its sources and its targets. Fields added here are in specs, sessions and reports.</summary>
public abstract record MirrorTreatment
{
    /// <summary>Which packets; null means every packet.</summary>
    [NullIsRefused("write rules, or remove it to copy every packet")]
    public MirrorFilter? Filter { get; init; }

    /// <summary>Which share of the packets that <see cref="Filter"/> selects; null means all.</summary>
    public MirrorSampling? Sampling { get; init; }

    /// <summary>Bytes to keep of each copy, from the Ethernet header on; 0 means all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int SnapLength { get; init; }

    /// <summary>Maximum rate of copies to one target; null means no limit.</summary>
    [NullIsRefused("write packetsPerSecond, bitsPerSecond or both, or remove it to send all")]
    public MirrorRateLimit? RateLimit { get; init; }

    /// <summary>Label of the copies; null means none.</summary>
    public SourceTag? SourceTag { get; init; }

    /// <summary>Which of the targets get a packet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public MirrorDistribution Distribution { get; init; }

    /// <summary>A copy of the other object with this treatment.</summary>
    public T AppliedTo<T>(T other)
        where T : MirrorTreatment =>
        (T)((MirrorTreatment)other with
        {
            Filter = Filter,
            Sampling = Sampling,
            SnapLength = SnapLength,
            RateLimit = RateLimit,
            SourceTag = SourceTag,
            Distribution = Distribution,
        });
}
