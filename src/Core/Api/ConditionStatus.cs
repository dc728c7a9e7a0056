using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>Status of a <see cref="Condition"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConditionStatus>))]
public enum ConditionStatus
{
    /// <summary>Not known yet.</summary>
    Unknown,

    /// <summary>Holds.</summary>
    True,

    /// <summary>Does not hold.</summary>
    False,
}
