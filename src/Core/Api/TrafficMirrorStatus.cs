namespace K8sMirror.Core.Api;

/// <summary>Observed state; written only by the operator.</summary>
public sealed record TrafficMirrorStatus
{
    /// <summary>The generation of the spec that this was computed from.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>Conditions, sorted by type.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];

    /// <summary>Node counts.</summary>
    public NodeCounts Nodes { get; init => field = value ?? new(); } = new();

    /// <summary>Pod counts; null if no source selects pods, or pods are not known.</summary>
    public PodCounts? Pods { get; init; }
}
