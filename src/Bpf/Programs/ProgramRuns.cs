namespace K8sMirror.Bpf.Programs;

/// <summary>A program's runs while statistics were on.</summary>
/// <param name="Count">Runs.</param>
/// <param name="Time">Time spent in it.</param>
/// <param name="Nanoseconds">The same, exactly.</param>
/// <param name="RecursionMisses">Runs skipped because it was already running on that CPU.</param>
public sealed record ProgramRuns(ulong Count, TimeSpan Time, ulong Nanoseconds, ulong RecursionMisses);
