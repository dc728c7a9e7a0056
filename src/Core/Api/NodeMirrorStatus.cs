namespace K8sMirror.Core.Api;

/// <summary>Observed state of the node; written only by that node's agent, and only when a fact has changed.</summary>
public sealed record NodeMirrorStatus
{
    /// <summary>The NodeMirror generation that the datapath now applies.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary><see cref="ConditionTypes.Programmed"/> and <see cref="ConditionTypes.Ready"/>, sorted by type.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];

    /// <summary>Version of the agent.</summary>
    public string AgentVersion { get; init => field = value ?? ""; } = "";

    /// <summary>Kernel.</summary>
    public NodeKernel Kernel { get; init => field = value ?? new(); } = new();

    /// <summary>Counts of the sessions.</summary>
    public ProgrammedCounts SessionCounts { get; init => field = value ?? new(); } = new();

    /// <summary>Counts of edges over all sessions, including edges that are not listed; an edge that two sessions share counts twice.</summary>
    public ProgrammedCounts EdgeCounts { get; init => field = value ?? new(); } = new();

    /// <summary>Sessions, sorted by mirror name.</summary>
    public IReadOnlyList<SessionStatus> Sessions { get; init => field = value ?? []; } = [];
}
