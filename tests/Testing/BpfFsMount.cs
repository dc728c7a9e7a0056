using K8sMirror.Bpf;
using K8sMirror.Bpf.Interop;

namespace K8sMirror.Testing;

/// <summary>A bpffs of one's own in a temporary directory; gone with all its pins on dispose.</summary>
public sealed class BpfFsMount : IDisposable
{
    private const int MNT_DETACH = 2;
    private readonly TempDir directory = new();

    public BpfFsMount() => BpfFs.Mount(directory.Path);

    public string Path => directory.Path;

    public string At(string name) => System.IO.Path.Combine(directory.Path, name);

    public void Dispose()
    {
        _ = LibC.Unmount(directory.Path, MNT_DETACH);
        directory.Dispose();
    }
}
