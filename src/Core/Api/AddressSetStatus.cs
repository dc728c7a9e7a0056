using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>Observed state; written only by the operator.</summary>
public sealed record AddressSetStatus
{
    /// <summary>The generation of the spec that this was computed from.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>Entries that are IPv4 prefixes.</summary>
    [JsonPropertyName("ipv4")]
    public int IPv4 { get; init; }

    /// <summary>Entries that are IPv6 prefixes.</summary>
    [JsonPropertyName("ipv6")]
    public int IPv6 { get; init; }

    /// <summary>One condition, <see cref="ConditionTypes.Accepted"/>.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];
}
