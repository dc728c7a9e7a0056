namespace K8sMirror.Operator.Telemetry;

/// <summary>Object counts by kind and state.</summary>
internal sealed record ObjectCounts
{
    /// <summary>
    /// An agent is behind when it has not applied a spec for this long. Where pods come and go, some agent has always just got a spec, which is not worth
    /// reporting.
    /// </summary>
    public static readonly TimeSpan BehindAfter = TimeSpan.FromSeconds(10);

    /// <summary>TrafficMirrors whose Programmed condition is True.</summary>
    public int MirrorsProgrammed { get; init; }

    /// <summary>Accepted, and not programmed everywhere.</summary>
    public int MirrorsPending { get; init; }

    /// <summary>TrafficMirrors that were refused.</summary>
    public int MirrorsRejected { get; init; }

    /// <summary>TrafficMirrors that are being deleted.</summary>
    public int MirrorsDeleting { get; init; }

    /// <summary>NodeMirrors.</summary>
    public int NodeMirrors { get; init; }

    /// <summary>For each NodeMirror whose agent has not applied the latest spec: when the first such spec was written.</summary>
    public IReadOnlyList<DateTimeOffset> BehindSince { get; init; } = [];

    /// <summary>Rows for the gauge at a moment; an agent becomes behind by time alone.</summary>
    public IEnumerable<(string Kind, string State, int Value)> At(DateTimeOffset now)
    {
        var behind = BehindSince.Count(since => now - since >= BehindAfter);
        return
        [
            ("TrafficMirror", "programmed", MirrorsProgrammed),
            ("TrafficMirror", "pending", MirrorsPending),
            ("TrafficMirror", "rejected", MirrorsRejected),
            ("TrafficMirror", "deleting", MirrorsDeleting),
            ("NodeMirror", "current", NodeMirrors - behind),
            ("NodeMirror", "behind", behind),
        ];
    }
}
