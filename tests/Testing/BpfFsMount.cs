using K8sMirror.Bpf.Files;

namespace K8sMirror.Testing;

/// <summary>A separate bpffs in a temporary directory; removed with all its pins on dispose.</summary>
public sealed class BpfFsMount : IDisposable
{
    private readonly TempDir directory = new();

    public BpfFsMount() => BpfFs.Mount(directory.Path);

    public string Path => directory.Path;

    public string At(string name) => System.IO.Path.Combine(directory.Path, name);

    public void Dispose()
    {
        BpfFs.Unmount(directory.Path);
        directory.Dispose();
    }
}
