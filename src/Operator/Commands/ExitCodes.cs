namespace K8sMirror.Operator.Commands;

/// <summary>Exit codes.</summary>
internal static class ExitCodes
{
    /// <summary>Asked to end, and did.</summary>
    public const int Ok = 0;

    /// <summary>A failure that nobody foresaw. Options that cannot be parsed end so, too.</summary>
    public const int Failed = 1;

    /// <summary>The configuration cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>Not every node became clean in time.</summary>
    public const int NotClean = 3;

    /// <summary>Something of the installation is not as it should be.</summary>
    public const int Unwell = 4;
}
