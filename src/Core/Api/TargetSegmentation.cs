using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>Who cuts the super-packets of a copy (GSO, GRO) into frames of the wire's size.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TargetSegmentation>))]
public enum TargetSegmentation
{
    /// <summary>Each node finds out: a NIC that segments in hardware cuts by itself, for every other target the node cuts.</summary>
    Auto,

    /// <summary>The node always cuts.</summary>
    Node,

    /// <summary>Super-packets are passed on whole, even to a virtual NIC.</summary>
    Device,
}
