namespace K8sMirror.Testing;

/// <summary>What a program left behind.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error);
