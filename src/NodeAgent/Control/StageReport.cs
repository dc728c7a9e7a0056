using K8sMirror.NodeAgent.Datapath;

namespace K8sMirror.NodeAgent.Control;

/// <summary>The stage now, in frames.</summary>
internal sealed record StageReport
{
    /// <summary>Copies on the stage.</summary>
    public long InFlight { get; init; }

    /// <summary>As many may be there.</summary>
    public long CreditLimit { get; init; }

    /// <summary>Went in, never came out, and were written off.</summary>
    public long CreditLost { get; init; }

    /// <summary>Null for no stage.</summary>
    public static StageReport? From(StageVitals? stage) =>
        stage is null ? null : new() { InFlight = stage.InFlight, CreditLimit = stage.CreditLimit, CreditLost = stage.CreditLost };
}
