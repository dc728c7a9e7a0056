using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>One TrafficMirror as one node must apply it.</summary>
public sealed record MirrorSession : MirrorTreatment
{
    /// <summary>The TrafficMirror, with the generation that this was planned from.</summary>
    public MirrorReference MirrorRef { get; init => field = value ?? new(); } = new();

    /// <summary>Name of the TrafficMirror, in <see cref="MirrorRef"/>.</summary>
    [JsonIgnore]
    public string Mirror
    {
        get => MirrorRef.Name;
        init => MirrorRef = MirrorRef with { Name = value };
    }

    /// <summary>Higher goes first between competing mirrors, with equal priorities the first by name.</summary>
    public int Priority { get; init; } = TrafficMirrorSpec.DefaultPriority;

    /// <summary>Sources, as the user wrote them (globs are resolved on the node).</summary>
    public IReadOnlyList<MirrorSource> Sources { get; init => field = value ?? []; } = [];

    /// <summary>Targets.</summary>
    public IReadOnlyList<MirrorTarget> Targets { get; init => field = value ?? []; } = [];

    /// <summary>
    /// Pods of the node that <see cref="MirrorSource.PodSelector"/> and <see cref="MirrorTarget.PodSelector"/> select, by namespace and name; null if there are
    /// none.
    /// </summary>
    public IReadOnlyList<SessionPod>? Pods { get; init; }

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
