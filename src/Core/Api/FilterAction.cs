using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>What happens to a packet that a rule matches.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FilterAction>))]
public enum FilterAction
{
    /// <summary>It is not copied.</summary>
    Reject,

    /// <summary>It is copied.</summary>
    Accept,
}
