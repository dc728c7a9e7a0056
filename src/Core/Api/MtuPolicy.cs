using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>What happens to a copy that, in its tunnel, does not fit through the NIC that it leaves by.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MtuPolicy>))]
public enum MtuPolicy
{
    /// <summary>It is dropped and counted as <c>frame_too_big</c>.</summary>
    Drop,

    /// <summary>Its end is cut off so that it fits.</summary>
    Slice,

    /// <summary>It is sent in IP fragments, which the collector puts together.</summary>
    Fragment,
}
