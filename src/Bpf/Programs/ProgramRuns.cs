namespace K8sMirror.Bpf.Programs;

/// <summary>What a program did while statistics were on.</summary>
/// <param name="Count">Runs.</param>
/// <param name="Time">Time spent in it.</param>
/// <param name="Nanoseconds">The same, exactly.</param>
/// <param name="RecursionMisses">Runs refused because it was running on that CPU already.</param>
public sealed record ProgramRuns(ulong Count, TimeSpan Time, ulong Nanoseconds, ulong RecursionMisses);
