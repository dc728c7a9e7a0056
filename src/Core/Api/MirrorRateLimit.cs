namespace K8sMirror.Core.Api;

/// <summary>How much of a mirror's copies one node sends to one target at most; either bound or both.</summary>
public sealed record MirrorRateLimit
{
    /// <summary>Fewest <see cref="PacketsPerSecond"/>.</summary>
    public const long FewestPackets = 1;

    /// <summary>Most <see cref="PacketsPerSecond"/>.</summary>
    public const long MostPackets = 1_000_000_000;

    /// <summary>Fewest bits per second.</summary>
    public const long FewestBits = 1_000;

    /// <summary>Most bits per second: 1 Tbit/s.</summary>
    public const long MostBits = 1_000_000_000_000;

    /// <summary>Frames per second, as on the wire; null means no bound.</summary>
    public long? PacketsPerSecond { get; init; }

    /// <summary>
    /// Bits per second of frames with their Ethernet header, without FCS and gaps, as a Kubernetes quantity: <c>500M</c>, <c>1G</c>,
    /// <c>1.5G</c>, <c>64k</c>, or a plain number; null means no bound.
    /// </summary>
    public string? BitsPerSecond { get; init; }
}
