namespace K8sMirror.NodeAgent.Tests.Commands;

internal sealed record CliResult(int ExitCode, string Output, string Error);
