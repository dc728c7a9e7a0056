namespace K8sMirror.Testing;

/// <summary>Result of a program.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error);
