using K8sMirror.CommandLine;

namespace K8sMirror.NodeAgent.Commands;

/// <summary>Exit codes beside those of <see cref="ExitCode"/>; docs/cli.md lists them.</summary>
internal static class AgentExitCode
{
    /// <summary>Another agent runs in this network namespace, or in another one with the same pin folder.</summary>
    public const int AgentIsRunning = 4;

    /// <summary>No agent runs in this network namespace, and none has left anything.</summary>
    public const int NoAgent = 5;

    /// <summary>As <c>--help</c> shows them.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        .. ExitCode.Common,
        (ExitCode.InvalidInput, "a line or a manifest is wrong, or asks for what is refused"),
        (AgentIsRunning, "another agent runs in this network namespace, or in another one with the same --pin-dir"),
        (NoAgent, "no agent runs in this network namespace, and none has left anything there"),
    ];
}
