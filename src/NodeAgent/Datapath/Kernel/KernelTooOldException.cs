using K8sMirror.Bpf.Objects;

namespace K8sMirror.NodeAgent.Datapath.Kernel;

/// <summary>This kernel cannot run our programs, whatever the settings.</summary>
internal sealed class KernelTooOldException : Exception
{
    /// <summary>BPF_FETCH: atomics that return the old value, which exact limits need.</summary>
    private static readonly Version Needed = new(5, 12);

    private KernelTooOldException(string release, BpfLoadException cause)
        : base($"Linux {Needed} or later is needed, and this is {release}: its BPF has no atomic operations that return a value", cause)
    {
    }

    /// <summary>Says why a load failed, if it is the kernel's age; else null. A kernel with the feature backported has not failed.</summary>
    public static KernelTooOldException? Explain(BpfLoadException failure, string release)
    {
        var number = new string([.. release.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]).TrimEnd('.');
        return Version.TryParse(number, out var version) && version < Needed ? new(release, failure) : null;
    }
}
