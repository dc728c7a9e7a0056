using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>Who cuts the super-packets of a copy (GSO, GRO) into wire-sized frames.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TargetSegmentation>))]
public enum TargetSegmentation
{
    /// <summary>Detected on each node: a NIC that segments in hardware cuts by itself; for every other target the node cuts.</summary>
    Auto,

    /// <summary>The node always cuts.</summary>
    Node,

    /// <summary>Super-packets are passed on whole, even to a virtual NIC.</summary>
    Device,
}
