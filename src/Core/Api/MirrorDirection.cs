using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>Which packets of a source NIC a user selects.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MirrorDirection>))]
public enum MirrorDirection
{
    /// <summary>Received and sent packets.</summary>
    Both,

    /// <summary>Packets that the NIC receives.</summary>
    Ingress,

    /// <summary>Packets that the NIC sends.</summary>
    Egress,
}
