using K8sMirror.CommandLine;

namespace K8sMirror.Plugin.Commands;

/// <summary>Exit codes in addition to those of <see cref="ExitCode"/>; docs/kubectl-mirror.md lists them.</summary>
internal static class PluginExitCode
{
    /// <summary>There is no mirror or node of that name.</summary>
    public const int NotFound = 4;

    /// <summary>A mirror is not programmed everywhere.</summary>
    public const int NotProgrammed = 5;

    /// <summary>All codes, as <c>--help</c> shows them.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        .. ExitCode.Common,
        (ExitCode.InvalidInput, "a line or manifest is invalid or would be refused"),
        (NotFound, "there is no mirror or node of that name"),
        (NotProgrammed, "status --check: a mirror is not programmed everywhere"),
    ];
}
