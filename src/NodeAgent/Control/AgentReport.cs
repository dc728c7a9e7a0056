using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Control;

/// <summary>What <c>status --output json</c> prints: everything that the agent knows, with live counters.</summary>
internal sealed record AgentReport
{
    /// <summary>Always true; without an agent there is a <see cref="PinnedReport"/>, which says false.</summary>
    public bool AgentIsRunning { get; init; } = true;

    /// <summary>Version of the running agent.</summary>
    public string Version { get; init => field = value ?? ""; } = "";

    /// <summary>Its process.</summary>
    public int ProcessId { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Where it learns what to mirror.</summary>
    public string Source { get; init => field = value ?? ""; } = "";

    /// <summary>What is wrong with that source; null when all is well.</summary>
    public string? SourceProblem { get; init; }

    /// <summary>Why the last pass failed; null when it did not.</summary>
    public string? Error { get; init; }

    /// <summary>When the last pass completed; null before the first.</summary>
    public DateTimeOffset? LastPassAt { get; init; }

    /// <summary>Kernel release.</summary>
    public string Kernel { get; init => field = value ?? ""; } = "";

    /// <summary><c>tcx</c> or <c>clsact</c>.</summary>
    public string Attach { get; init => field = value ?? ""; } = "";

    /// <summary>CPU time of copying; null while nothing of ours is on the node.</summary>
    public CpuReport? Cpu { get; init; }

    /// <summary>What works less well than it could, of kernel and plan.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];

    /// <summary>Facts about each mirror.</summary>
    public IReadOnlyList<SessionStatus> Sessions { get; init => field = value ?? []; } = [];

    /// <summary>What each mirror selects and sends, if not every packet whole.</summary>
    public IReadOnlyList<SelectionReport> Selections { get; init => field = value ?? []; } = [];

    /// <summary>Counters of each edge that the kernel applies.</summary>
    public IReadOnlyList<EdgeReport> Edges { get; init => field = value ?? []; } = [];

    /// <summary>What happens behind each target that is copied to.</summary>
    public IReadOnlyList<TargetReport> Targets { get; init => field = value ?? []; } = [];
}
