using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>Status of a <see cref="Condition"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConditionStatus>))]
public enum ConditionStatus
{
    /// <summary>Not known yet.</summary>
    Unknown,

    /// <summary>The condition is met.</summary>
    True,

    /// <summary>The condition is not met.</summary>
    False,
}
