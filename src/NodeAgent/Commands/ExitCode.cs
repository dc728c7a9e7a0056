namespace K8sMirror.NodeAgent.Commands;

/// <summary>Exit codes; docs/cli.md lists them.</summary>
internal static class ExitCode
{
    /// <summary>It worked.</summary>
    public const int Ok = 0;

    /// <summary>It did not work; the message says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A line or a manifest is wrong, or asks for what is refused.</summary>
    public const int InvalidInput = 3;

    /// <summary>Another agent runs in this network namespace, or in another one with the same pin folder.</summary>
    public const int AgentIsRunning = 4;

    /// <summary>No agent runs in this network namespace, and none has left anything.</summary>
    public const int NoAgent = 5;

    /// <summary>As <c>--help</c> shows them.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Ok, "it worked"),
        (Failed, "it did not work; the message says why"),
        (Usage, "the command line is wrong"),
        (InvalidInput, "a line or a manifest is wrong, or asks for what is refused"),
        (AgentIsRunning, "another agent runs in this network namespace, or in another one with the same --pin-dir"),
        (NoAgent, "no agent runs in this network namespace, and none has left anything there"),
    ];
}
