using K8sMirror.CommandLine;

namespace K8sMirror.Operator.Commands;

/// <summary>Exit codes beside those of <see cref="ExitCode"/>; docs/operations/operator.md lists them.</summary>
internal static class OperatorExitCode
{
    /// <summary>Not every node became clean in time.</summary>
    public const int NotClean = 3;

    /// <summary>Something of the installation is not as it should be.</summary>
    public const int Unwell = 4;

    /// <summary>As <c>--help</c> shows them.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        .. ExitCode.Common,
        (NotClean, "uninstall: not every node became clean in time"),
        (Unwell, "check: something of the installation is not as it should be"),
    ];
}
