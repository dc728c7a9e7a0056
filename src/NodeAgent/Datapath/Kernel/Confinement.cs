using K8sMirror.Bpf;

namespace K8sMirror.NodeAgent.Datapath.Kernel;

/// <summary>
/// What a security module (AppArmor, SELinux) holds this process to. Its refusals are EACCES, like many others, and no capability helps: the
/// profiles that container runtimes use by default allow nothing to be written below /sys, pins included.
/// </summary>
internal static class Confinement
{
    private const string Label = "/proc/self/attr/current";

    /// <summary>What to add to a refusal, for people: a sentence of its own, without a full stop; null where no security module can be the reason.</summary>
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
