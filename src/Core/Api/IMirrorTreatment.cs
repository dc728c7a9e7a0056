namespace K8sMirror.Core.Api;

/// <summary>What a mirror does with the packets of its sources on their way to its targets.</summary>
public interface IMirrorTreatment
{
    /// <summary>Which packets; null: every packet.</summary>
    MirrorFilter? Filter { get; }

    /// <summary>Which share of the packets that <see cref="Filter"/> selects; null: all.</summary>
    MirrorSampling? Sampling { get; }

    /// <summary>Bytes that are kept of each copy, from the Ethernet header on; 0: all.</summary>
    int SnapLength { get; }

    /// <summary>How much is sent to one target at most; null: no bound.</summary>
    MirrorRateLimit? RateLimit { get; }

    /// <summary>Label of the copies; null: none.</summary>
    SourceTag? SourceTag { get; }
}
