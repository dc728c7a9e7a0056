using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>
/// Where copies go: a NIC of the node with a tool behind it, a collector elsewhere, or a sensor's pods. One of <see cref="Interface"/>, <see cref="Tunnel"/>
/// and <see cref="PodSelector"/> is set.
/// </summary>
public sealed record MirrorTarget
{
    /// <summary>Name of the target, unique within its mirror; a DNS label.</summary>
    [MustBeWritten]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Exact interface name; null if copies go into <see cref="Tunnel"/> or to pods.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Interface { get; init; }

    /// <summary>A collector that copies reach through a tunnel; null if copies go to <see cref="Interface"/> or to pods.</summary>
    [NullIsRefused("write the tunnel, or remove it and write an interface")]
    public TargetTunnel? Tunnel { get; init; }

    /// <summary>
    /// Pods of the same node by their labels, such as those of a sensor's DaemonSet: each gets the copies on its own NIC. Null if the target is not pods.
    /// </summary>
    [NullIsRefused("write the selector, or remove it and write an interface or a tunnel")]
    public LabelSelector? PodSelector { get; init; }

    /// <summary>Namespaces of the pods by their labels; null means every namespace. Only with <see cref="PodSelector"/>.</summary>
    [NullIsRefused("write the selector, or remove it to select pods of every namespace")]
    public LabelSelector? NamespaceSelector { get; init; }

    /// <summary>
    /// Share of the conversations, relative to the mirror's other targets, 1 to 100; 0 means 1. Only used with <see cref="MirrorDistribution.FlowHash"/>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [AtLeast(1)]
    public int Weight { get; init; }

    /// <summary>What happens to copies that do not fit. Only with <see cref="Tunnel"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public MtuPolicy MtuPolicy { get; init; }

    /// <summary>Checks that the collector is alive; null means that only its route and neighbour are checked. Only with <see cref="Tunnel"/>.</summary>
    public TargetHealthCheck? HealthCheck { get; init; }

    /// <summary>Who cuts super-packets into frames; not written while it is <see cref="TargetSegmentation.Auto"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public TargetSegmentation Segmentation { get; init; }

    /// <summary>The target gets each packet once; null means once from every hook that it passes.</summary>
    public TargetDeduplication? Deduplicate { get; init; }
}
