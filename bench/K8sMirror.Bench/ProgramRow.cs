namespace K8sMirror.Bench;

/// <summary>Our source program's own time, from the kernel's BPF run statistics, medians.</summary>
/// <param name="Targets">Number of tools.</param>
/// <param name="FrameBytes">Frame length without FCS.</param>
/// <param name="CopiedNs">Nanoseconds per frame if nothing is refused, clones included.</param>
/// <param name="RefusedShare">Share of copies refused with an almost empty budget, 0 to 1.</param>
/// <param name="RefusedNs">Nanoseconds per frame with that budget.</param>
internal sealed record ProgramRow(int Targets, int FrameBytes, double CopiedNs, double RefusedShare, double RefusedNs);
