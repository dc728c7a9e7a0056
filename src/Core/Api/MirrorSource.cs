using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>What to copy packets from: NICs of the node, or pods. Either <see cref="Interface"/> or <see cref="PodSelector"/> is set.</summary>
public sealed record MirrorSource
{
    /// <summary>Exact interface name, or a glob with <c>*</c>, <c>?</c> and <c>[…]</c>; null means the source is pods.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Interface { get; init; }

    /// <summary>Pods by their labels; an empty selector selects every pod. Null means the source is NICs.</summary>
    [NullIsRefused("write the selector, or remove it and write an interface")]
    public LabelSelector? PodSelector { get; init; }

    /// <summary>Namespaces of the pods by their labels; null means every namespace. Only with <see cref="PodSelector"/>.</summary>
    [NullIsRefused("write the selector, or remove it to select pods of every namespace")]
    public LabelSelector? NamespaceSelector { get; init; }

    /// <summary>
    /// Name of the NIC inside the pod, or a glob, such as <c>net1</c>; null means the NIC that has the pod's IP. Only with <see cref="PodSelector"/>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? PodInterface { get; init; }

    /// <summary>
    /// NICs of the node, by exact name or glob, on which pods without their own NIC at the node are identified by IP address. Null means that such pods are not
    /// mirrored. Only with <see cref="PodSelector"/> and without <see cref="PodInterface"/>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? FallbackInterface { get; init; }

    /// <summary>
    /// Which packets; <see cref="MirrorDirection.Both"/> by default. With <see cref="PodSelector"/> it is the pod's view: Ingress is what the pod receives,
    /// which the node's end of its NIC sends.
    /// </summary>
    public MirrorDirection Direction { get; init; } = MirrorDirection.Both;
}
