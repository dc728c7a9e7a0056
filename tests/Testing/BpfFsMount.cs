using System.Runtime.InteropServices;
using K8sMirror.Bpf;

namespace K8sMirror.Testing;

/// <summary>A bpffs of one's own in a temporary directory; gone with all its pins on dispose.</summary>
public sealed partial class BpfFsMount : IDisposable
{
    private const int MNT_DETACH = 2;
    private readonly TempDir directory = new();

    public BpfFsMount() => BpfFs.Mount(directory.Path);

    public string Path => directory.Path;

    public string At(string name) => System.IO.Path.Combine(directory.Path, name);

    public void Dispose()
    {
        _ = Unmount(directory.Path, MNT_DETACH);
        directory.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
