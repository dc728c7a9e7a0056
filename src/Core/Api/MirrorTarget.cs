using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>Where copies go: a NIC of the node behind which a tool listens, or a collector elsewhere. Either <see cref="Interface"/> or <see cref="Tunnel"/> is written.</summary>
public sealed record MirrorTarget
{
    /// <summary>Name of the target, unique within its mirror; a DNS label.</summary>
    [MustBeWritten]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Exact interface name; empty: copies go into <see cref="Tunnel"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Interface { get; init; }

    /// <summary>A collector that copies reach in a tunnel; null means that they go to <see cref="Interface"/>.</summary>
    [NullIsRefused("write the tunnel, or remove it and write an interface")]
    public TargetTunnel? Tunnel { get; init; }

    /// <summary>Share of the conversations, against those of the mirror's other targets, 1 to 100; 0: 1. For <see cref="MirrorDistribution.FlowHash"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Weight { get; init; }

    /// <summary>For copies that do not fit; tunnels only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public MtuPolicy MtuPolicy { get; init; }

    /// <summary>How the node finds out whether the collector is alive; null means by its route and neighbour alone. Tunnels only.</summary>
    public TargetHealthCheck? HealthCheck { get; init; }

    /// <summary>Who cuts super-packets into frames; not written while it is <see cref="TargetSegmentation.Auto"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public TargetSegmentation Segmentation { get; init; }

    /// <summary>The target gets each packet once; null means from every hook that it passes.</summary>
    public TargetDeduplication? Deduplicate { get; init; }
}
