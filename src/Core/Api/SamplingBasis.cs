using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>What <see cref="MirrorSampling"/> takes one in N of.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SamplingBasis>))]
public enum SamplingBasis
{
    /// <summary>Whole conversations, both directions of each; the same ones on every node.</summary>
    Flow,

    /// <summary>Packets, at random.</summary>
    Packet,
}
