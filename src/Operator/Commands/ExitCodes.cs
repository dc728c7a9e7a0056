namespace K8sMirror.Operator.Commands;

/// <summary>Exit codes; docs/operations/operator.md lists them. Those up to 2 are the same in all of K8sMirror's programs.</summary>
internal static class ExitCodes
{
    /// <summary>It worked: asked to end, and did.</summary>
    public const int Ok = 0;

    /// <summary>It did not work; the message says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Not every node became clean in time.</summary>
    public const int NotClean = 3;

    /// <summary>Something of the installation is not as it should be.</summary>
    public const int Unwell = 4;

    /// <summary>As <c>--help</c> shows them.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Ok, "it worked"),
        (Failed, "it did not work; the message says why"),
        (Usage, "the command line is wrong"),
        (NotClean, "uninstall: not every node became clean in time"),
        (Unwell, "check: something of the installation is not as it should be"),
    ];
}
