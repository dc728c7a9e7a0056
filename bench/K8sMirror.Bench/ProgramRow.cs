namespace K8sMirror.Bench;

/// <summary>Our source program's own time, from the kernel's BPF run statistics, medians.</summary>
/// <param name="Targets">Tools.</param>
/// <param name="FrameBytes">Frame length without FCS.</param>
/// <param name="PacedNs">Nanoseconds for each frame where nothing is refused.</param>
/// <param name="RefusedShare">Share of frames refused while the stage could not run, 0 to 1.</param>
/// <param name="RefusedNs">Nanoseconds for each refused frame.</param>
internal sealed record ProgramRow(int Targets, int FrameBytes, double PacedNs, double RefusedShare, double RefusedNs);
