using K8sMirror.Bpf.Objects;
using K8sMirror.Bpf.Programs;

namespace K8sMirror.Bpf.Tests.Programs;

/// <summary>probe.bpf.c, compiled by the build and embedded.</summary>
internal static class ProbeObject
{
    public static BpfObject Open()
    {
        using var stream = typeof(ProbeObject).Assembly.GetManifestResourceStream("probe.bpf.o")!;
        var elf = new byte[stream.Length];
        stream.ReadExactly(elf);
        return BpfObject.Open(elf, "probe");
    }

    public static BpfObject Load(Action<BpfObject>? adjust = null)
    {
        var loaded = Open();
        adjust?.Invoke(loaded);
        loaded.Load();
        return loaded;
    }
}
