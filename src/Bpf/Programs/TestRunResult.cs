namespace K8sMirror.Bpf.Programs;

/// <summary>Result of a test run.</summary>
/// <param name="ReturnValue">The program's return value in its last run.</param>
/// <param name="Packet">The packet as it left the program.</param>
/// <param name="Context">The context as it left the program; empty if none was given.</param>
/// <param name="Nanoseconds">Mean time of a run.</param>
public sealed record TestRunResult(uint ReturnValue, byte[] Packet, byte[] Context, uint Nanoseconds);
