namespace K8sMirror.Plugin.Commands;

/// <summary>Exit codes; docs/kubectl-mirror.md lists them.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    public const int Failed = 1;

    public const int Usage = 2;

    public const int InvalidInput = 3;

    public const int NotFound = 4;

    public const int NotProgrammed = 5;

    /// <summary>As <c>--help</c> shows them.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Ok, "it worked"),
        (Failed, "it did not work; the message says why"),
        (Usage, "the command line is wrong"),
        (InvalidInput, "a line or a manifest is wrong, or asks for what would be refused"),
        (NotFound, "there is no mirror or node of that name"),
        (NotProgrammed, "status --check: a mirror is not programmed everywhere"),
    ];
}
