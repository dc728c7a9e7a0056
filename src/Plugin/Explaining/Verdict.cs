using System.Text.Json.Serialization;

namespace K8sMirror.Plugin.Explaining;

/// <summary>What happens to a packet's copy.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
internal enum Verdict
{
    /// <summary>It goes to the target.</summary>
    Copied,

    /// <summary>It is made, or would be, but the target does not take it: counted as dropped.</summary>
    Lost,

    /// <summary>No copy is made.</summary>
    NotCopied,
}
