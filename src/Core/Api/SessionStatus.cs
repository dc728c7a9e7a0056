using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>State of one <see cref="MirrorSession"/> on one node.</summary>
public sealed record SessionStatus
{
    /// <summary>The TrafficMirror, with the generation that this is about.</summary>
    public MirrorReference MirrorRef { get; init => field = value ?? new(); } = new();

    /// <summary>Name of the TrafficMirror, in <see cref="MirrorRef"/>.</summary>
    [JsonIgnore]
    public string Mirror
    {
        get => MirrorRef.Name;
        init => MirrorRef = MirrorRef with { Name = value };
    }

    /// <summary>Programmed only if every edge is; Failed if any is; else Pending.</summary>
    public ProgrammedState State { get; init; }

    /// <summary>Reason of the worst edge, one of <see cref="Reasons"/>.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";

    /// <summary>Human-readable message.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>Edges, sorted by source, direction, target.</summary>
    public IReadOnlyList<EdgeStatus> Edges { get; init => field = value ?? []; } = [];

    /// <summary>How many pods of this node the sources select; null if the session selects none by their labels.</summary>
    public PodCounts? PodCounts { get; init; }

    /// <summary>
    /// Pods, those with a problem first, then by namespace and name; at most <see cref="DatapathLimits.PodsListed"/>; null if there are none.
    /// </summary>
    public IReadOnlyList<PodStatus>? Pods { get; init; }

    /// <summary>Earlier versions wrote this instead of <see cref="MirrorRef"/>'s name. Read, never written.</summary>
    [JsonPropertyName("mirror")]
    public string? EarlierName
    {
        get => null;
        init => MirrorRef = value is null ? MirrorRef : MirrorRef with { Name = value };
    }

    /// <summary>Earlier versions wrote this instead of <see cref="MirrorRef"/>'s UID. Read, never written.</summary>
    [JsonPropertyName("mirrorUid")]
    public string? EarlierUid
    {
        get => null;
        init => MirrorRef = value is null ? MirrorRef : MirrorRef with { Uid = value };
    }

    /// <summary>Earlier versions wrote this instead of <see cref="MirrorRef"/>'s generation. Read, never written.</summary>
    [JsonPropertyName("mirrorGeneration")]
    public long? EarlierGeneration
    {
        get => null;
        init => MirrorRef = value is { } generation ? MirrorRef with { Generation = generation } : MirrorRef;
    }
}
