namespace K8sMirror.Bench;

/// <summary>Our source program's own time, from the kernel's BPF run statistics, medians.</summary>
/// <param name="Targets">Tools.</param>
/// <param name="FrameBytes">Frame length without FCS.</param>
/// <param name="CopiedNs">Nanoseconds for each frame where nothing is refused, clones included.</param>
/// <param name="RefusedShare">Share of copies refused where the budget is next to nothing, 0 to 1.</param>
/// <param name="RefusedNs">Nanoseconds for each frame there.</param>
internal sealed record ProgramRow(int Targets, int FrameBytes, double CopiedNs, double RefusedShare, double RefusedNs);
