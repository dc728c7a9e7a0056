using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Vitals;

namespace K8sMirror.NodeAgent.Control;

/// <summary>What copying takes of the CPUs' time.</summary>
internal sealed record CpuReport
{
    /// <summary>Share of each CPU's time that copying may use, from 0 to 1; 1: no bound.</summary>
    public double Budget { get; init; }

    /// <summary>CPU time spent copying, in seconds.</summary>
    public double SpentSeconds { get; init; }

    /// <summary>True if copies are refused now to stay within the budget.</summary>
    public bool IsShedding { get; init; }

    /// <summary>Frames in the cutter now.</summary>
    public long InCutter { get; init; }

    /// <summary>As many may be there for each CPU.</summary>
    public long CutterLimit { get; init; }

    /// <summary>Copies by offload CPUs; null if there are none, or they cannot be used.</summary>
    public OffloadReport? Offload { get; init; }

    /// <summary>Null while nothing of ours is on the node.</summary>
    public static CpuReport? From(CpuVitals? cpu) => cpu is null ? null : new()
    {
        Budget = Math.Round(cpu.Budget, 3),
        SpentSeconds = cpu.Spent.TotalSeconds,
        IsShedding = cpu.IsShedding,
        InCutter = cpu.InCutter,
        CutterLimit = cpu.CutterLimit,
        Offload = OffloadReport.From(cpu.Offload),
    };
}
