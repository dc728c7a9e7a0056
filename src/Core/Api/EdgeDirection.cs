using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>The hook that a packet was taken from: <see cref="MirrorDirection"/> with <c>Both</c> resolved.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EdgeDirection>))]
public enum EdgeDirection
{
    /// <summary>Received by the source.</summary>
    Ingress,

    /// <summary>Sent by the source.</summary>
    Egress,
}
