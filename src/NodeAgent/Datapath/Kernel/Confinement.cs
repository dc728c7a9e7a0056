using K8sMirror.Bpf;

namespace K8sMirror.NodeAgent.Datapath.Kernel;

/// <summary>
/// The restrictions of a security module (AppArmor, SELinux). Its refusals are EACCES, like many others, and no capability helps: the
/// default profiles of container runtimes forbid writes below /sys, pins included.
/// </summary>
internal static class Confinement
{
    private const string Label = "/proc/self/attr/current";

    /// <summary>A sentence to add to the message of a refusal, without a full stop; null if no security module can be the reason.</summary>
    public static string? Explain(Exception refusal) => refusal is KernelException { Errno: Errno.EACCES } && Parse(Read()) is { } label
        ? $"a security module holds the agent to '{label}'; it needs none of AppArmor's profiles, and of SELinux's types spc_t"
        : null;

    /// <summary>The label in the file's text, if it confines.</summary>
    internal static string? Parse(string text)
    {
        var label = text.TrimEnd('\n', '\0');
        var isFree = label.Length == 0 || label.StartsWith("unconfined", StringComparison.Ordinal) || label.EndsWith("(complain)", StringComparison.Ordinal)
            || label.Contains(":spc_t:", StringComparison.Ordinal);
        return isFree ? null : label;
    }

    private static string Read()
    {
        try
        {
            return File.ReadAllText(Label);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // No security module has labels.
        }
    }
}
