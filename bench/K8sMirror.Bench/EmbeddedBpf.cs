using K8sMirror.Bpf.Objects;
using K8sMirror.Bpf.Programs;

namespace K8sMirror.Bench;

/// <summary>The benchmark's own BPF objects, compiled into it.</summary>
internal static class EmbeddedBpf
{
    /// <summary>Opens one, without loading it.</summary>
    /// <param name="name">Name of its source, without <c>.bpf.c</c>.</param>
    public static BpfObject Open(string name)
    {
        using var elf = typeof(EmbeddedBpf).Assembly.GetManifestResourceStream($"{name}.bpf.o")!;
        var bytes = new byte[elf.Length];
        elf.ReadExactly(bytes);
        return BpfObject.Open(bytes, name);
    }
}
