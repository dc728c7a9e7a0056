using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>Which of a mirror's targets get a packet.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MirrorDistribution>))]
public enum MirrorDistribution
{
    /// <summary>All of them.</summary>
    Replicate,

    /// <summary>One healthy target for each conversation, both directions and all fragments of it, by <see cref="MirrorTarget.Weight"/>.</summary>
    FlowHash,
}
