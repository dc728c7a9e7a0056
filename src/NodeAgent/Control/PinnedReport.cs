namespace K8sMirror.NodeAgent.Control;

/// <summary>What <c>status --output json</c> prints while no agent runs: what the last one left programmed.</summary>
internal sealed record PinnedReport
{
    /// <summary>Always false; of a running agent's report it is true.</summary>
    public bool AgentIsRunning { get; init; }

    /// <summary>Folder of the pins.</summary>
    public string Pins { get; init; } = "";

    /// <summary>Kernel release.</summary>
    public string Kernel { get; init; } = "";

    /// <summary><c>tcx</c> or <c>clsact</c>; empty if no program is on any hook.</summary>
    public string Attach { get; init; } = "";

    /// <summary>False: the cutter is not in this network namespace; the pins are another one's, or somebody deleted it.</summary>
    public bool IsHere { get; init; }

    /// <summary>True if copies flow: until the deadline, and if any edge is programmed.</summary>
    public bool IsMirroring { get; init; }

    /// <summary>The dead-man deadline: when copying ends, or when it ended.</summary>
    public DateTimeOffset Deadline { get; init; }

    /// <summary>Seconds until then; negative: since then.</summary>
    public double SecondsLeft { get; init; }

    /// <summary>What copying takes of the CPUs' time.</summary>
    public CpuReport? Cpu { get; init; }

    /// <summary>Each edge with its counters.</summary>
    public IReadOnlyList<EdgeReport> Edges { get; init; } = [];
}
