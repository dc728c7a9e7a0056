using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>One (source, direction, target) of a session on one node.</summary>
public sealed record EdgeStatus
{
    /// <summary>Source interface; a glob that matched nothing is shown as written.</summary>
    public string Source { get; init => field = value ?? ""; } = "";

    /// <summary>Hook on the source.</summary>
    public EdgeDirection Direction { get; init; }

    /// <summary>Target: a NIC's name, or a collector's id of <see cref="TargetIds"/>.</summary>
    public string Target { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it is programmed.</summary>
    public ProgrammedState State { get; init; }

    /// <summary>One of <see cref="Reasons"/>.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";

    /// <summary>Human-readable message; empty if the reason is enough.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>
    /// NICs of this edge that the node does not have: the source (a pattern if nothing matched it), the target, or both. Null if none is missing,
    /// or if the agent is an earlier one that does not report it.
    /// </summary>
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>
    /// Who cuts super-packets of this edge into frames: <c>Node</c> or <c>Device</c>; later versions may know more. Null while the edge is
    /// not programmed.
    /// </summary>
    public string? Segmentation { get; init; }

    /// <summary>True while the node refuses copies of this edge to protect production's CPU time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Shedding { get; init; }

    /// <summary>Set if frames of the source do not fit on the path to the target; null if all do, or while the edge is not programmed.</summary>
    public MtuShortfall? MtuShortfall { get; init; }
}
