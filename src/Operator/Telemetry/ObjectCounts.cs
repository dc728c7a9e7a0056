namespace K8sMirror.Operator.Telemetry;

/// <summary>Object counts by kind and state.</summary>
internal sealed record ObjectCounts
{
    /// <summary>TrafficMirrors whose Programmed condition is True.</summary>
    public int MirrorsProgrammed { get; init; }

    /// <summary>Accepted, and not programmed everywhere.</summary>
    public int MirrorsPending { get; init; }

    /// <summary>TrafficMirrors that were refused.</summary>
    public int MirrorsRejected { get; init; }

    /// <summary>TrafficMirrors that are being deleted.</summary>
    public int MirrorsDeleting { get; init; }

    /// <summary>NodeMirrors whose agent has carried out the latest spec.</summary>
    public int NodesCurrent { get; init; }

    /// <summary>NodeMirrors whose agent has not.</summary>
    public int NodesBehind { get; init; }

    /// <summary>Rows for the gauge.</summary>
    public IEnumerable<(string Kind, string State, int Value)> All =>
    [
        ("TrafficMirror", "programmed", MirrorsProgrammed),
        ("TrafficMirror", "pending", MirrorsPending),
        ("TrafficMirror", "rejected", MirrorsRejected),
        ("TrafficMirror", "deleting", MirrorsDeleting),
        ("NodeMirror", "current", NodesCurrent),
        ("NodeMirror", "behind", NodesBehind),
    ];
}
