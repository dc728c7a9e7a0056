namespace K8sMirror.Core.Api;

/// <summary>One TrafficMirror as one node must apply it.</summary>
public sealed record MirrorSession : MirrorTreatment
{
    /// <summary>Name of the TrafficMirror.</summary>
    public string Mirror { get; init => field = value ?? ""; } = "";

    /// <summary>UID of the TrafficMirror, so that a re-created one is distinguished; empty stand-alone.</summary>
    public string MirrorUid { get; init => field = value ?? ""; } = "";

    /// <summary>Generation of the TrafficMirror that this was planned from.</summary>
    public long MirrorGeneration { get; init; }

    /// <summary>Higher goes first where mirrors compete; ties by name.</summary>
    public int Priority { get; init; } = TrafficMirrorSpec.DefaultPriority;

    /// <summary>Sources, as the user wrote them (globs are resolved on the node).</summary>
    public IReadOnlyList<MirrorSource> Sources { get; init => field = value ?? []; } = [];

    /// <summary>Targets.</summary>
    public IReadOnlyList<MirrorTarget> Targets { get; init => field = value ?? []; } = [];

    /// <summary>Pods of the node that <see cref="MirrorSource.PodSelector"/> and <see cref="MirrorTarget.PodSelector"/> select, by namespace and name; null if there are none.</summary>
    public IReadOnlyList<SessionPod>? Pods { get; init; }
}
