using K8sMirror.NodeAgent.Datapath.Counters;

namespace K8sMirror.NodeAgent.Datapath.Vitals;

/// <summary>CPU time of copying, and the cutter's state, over all CPUs.</summary>
/// <param name="Budget">Share of each CPU's time that copying may use; 1: no bound.</param>
/// <param name="Spent">CPU time spent copying since the datapath was made.</param>
/// <param name="IsShedding">True if copies were recently refused for the budget.</param>
/// <param name="InCutter">Wire frames in the cutter now.</param>
/// <param name="CutterLimit">Most frames there per CPU; copies beyond it are refused as <see cref="DropReason.CutterFull"/>.</param>
/// <param name="Strays">Frames in the cutter that were not ours.</param>
public sealed record CpuVitals(double Budget, TimeSpan Spent, bool IsShedding, long InCutter, long CutterLimit, ulong Strays)
{
    /// <summary>Copies that other CPUs make.</summary>
    public OffloadVitals Offload { get; init; } = OffloadVitals.Off;
}
