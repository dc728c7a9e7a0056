namespace K8sMirror.Core.Api;

/// <summary>Maximum rate at which one node sends a mirror's copies to one target; one of the two limits, or both.</summary>
public sealed record MirrorRateLimit
{
    /// <summary>Minimum <see cref="PacketsPerSecond"/>.</summary>
    public const long FewestPackets = 1;

    /// <summary>Maximum <see cref="PacketsPerSecond"/>.</summary>
    public const long MostPackets = 1_000_000_000;

    /// <summary>Minimum bits per second.</summary>
    public const long FewestBits = 1_000;

    /// <summary>Maximum bits per second: 1 Tbit/s.</summary>
    public const long MostBits = 1_000_000_000_000;

    /// <summary>Frames per second, as on the wire; null means no limit.</summary>
    public long? PacketsPerSecond { get; init; }

    /// <summary>
    /// Bits per second of frames with their Ethernet header, without FCS and gaps, as a Kubernetes quantity: <c>500M</c>, <c>1G</c>, <c>1.5G</c>, <c>64k</c>,
    /// or a plain number; null means no limit.
    /// </summary>
    public string? BitsPerSecond { get; init; }
}
