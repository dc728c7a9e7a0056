namespace K8sMirror.Core.Api;

/// <summary>What one node made of one <see cref="MirrorSession"/>.</summary>
public sealed record SessionStatus
{
    /// <summary>Name of the TrafficMirror.</summary>
    public string Mirror { get; init => field = value ?? ""; } = "";

    /// <summary>UID of the TrafficMirror that this is about.</summary>
    public string MirrorUid { get; init => field = value ?? ""; } = "";

    /// <summary>Generation of the TrafficMirror that this is about.</summary>
    public long MirrorGeneration { get; init; }

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

    /// <summary>Pods, those with a problem first, then by namespace and name; at most <see cref="DatapathLimits.PodsListed"/>; null if there are none.</summary>
    public IReadOnlyList<PodStatus>? Pods { get; init; }
}
