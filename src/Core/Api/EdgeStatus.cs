namespace K8sMirror.Core.Api;

/// <summary>One (source, direction, target) of a session on one node.</summary>
public sealed record EdgeStatus
{
    /// <summary>Source interface; a glob that matched nothing stands as it was written.</summary>
    public string Source { get; init => field = value ?? ""; } = "";

    /// <summary>Hook.</summary>
    public EdgeDirection Direction { get; init; }

    /// <summary>Target interface.</summary>
    public string Target { get; init => field = value ?? ""; } = "";

    /// <summary>How far it is.</summary>
    public ProgrammedState State { get; init; }

    /// <summary>One of <see cref="Reasons"/>.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";

    /// <summary>For people; empty where the reason says all.</summary>
    public string Message { get; init => field = value ?? ""; } = "";
}
