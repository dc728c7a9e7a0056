namespace K8sMirror.Testing;

/// <summary>The running kernel's own types as a C header, from its BTF: newer than the installed headers, and authoritative.</summary>
public sealed class KernelTypes : IDisposable
{
    private readonly TempDir directory = new();

    public KernelTypes() => File.WriteAllText(
        directory.At("vmlinux.h"),
        Command.Run("bpftool", "btf", "dump", "file", "/sys/kernel/btf/vmlinux", "format", "c"));

    /// <summary>Folder of <c>vmlinux.h</c>.</summary>
    public string Folder => directory.Path;

    public void Dispose() => directory.Dispose();
}
