namespace K8sMirror.Testing;

/// <summary>Whether kernel tests can run.</summary>
public static class Root
{
    /// <summary>True if the process is root.</summary>
    public static bool Is { get; } = Environment.IsPrivilegedProcess;

    /// <summary>Null if they can; otherwise the reason for a skip.</summary>
    public static string? WhyNot => Is ? null : "needs root";
}
