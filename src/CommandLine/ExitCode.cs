namespace K8sMirror.CommandLine;

/// <summary>Exit codes with the same meaning in several programs. Each program's page lists all of its codes.</summary>
public static class ExitCode
{
    /// <summary>It worked.</summary>
    public const int Ok = 0;

    /// <summary>Failed; the message says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A line or a manifest is invalid or refused; only in programs that read them.</summary>
    public const int InvalidInput = 3;

    /// <summary>Codes of every program, as <c>--help</c> shows them.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> Common { get; } =
    [
        (Ok, "it worked"),
        (Failed, "failed; the message says why"),
        (Usage, "the command line is wrong"),
    ];
}
