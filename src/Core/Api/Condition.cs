using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>Kubernetes' <c>metav1.Condition</c>.</summary>
public sealed record Condition
{
    /// <summary>One of <see cref="ConditionTypes"/>.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>Whether the condition is met.</summary>
    public ConditionStatus Status { get; init; }

    /// <summary>The generation of the spec that this was computed from.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset LastTransitionTime { get; init; }

    /// <summary>One CamelCase word from the closed list, <see cref="Reasons"/>.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";

    /// <summary>Human-readable: the problem, and what to change.</summary>
    public string Message { get; init => field = value ?? ""; } = "";
}
