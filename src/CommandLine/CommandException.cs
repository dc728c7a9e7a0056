namespace K8sMirror.CommandLine;

/// <summary>Ends a command with a message for people and an exit code.</summary>
public sealed class CommandException(int exitCode, string message) : Exception(message)
{
    /// <summary>One of <see cref="CommandLine.ExitCode"/>, or one of the program's own.</summary>
    public int ExitCode { get; } = exitCode;
}
