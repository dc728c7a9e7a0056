using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>What happens to a copy that, with the tunnel's headers, exceeds the MTU of the NIC that it leaves by.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MtuPolicy>))]
public enum MtuPolicy
{
    /// <summary>It is dropped and counted as <c>frame_too_big</c>.</summary>
    Drop,

    /// <summary>Its end is cut off so that it fits.</summary>
    Slice,

    /// <summary>It is sent in IP fragments, which the collector reassembles.</summary>
    Fragment,
}
