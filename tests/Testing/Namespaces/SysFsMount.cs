using K8sMirror.Bpf.Interop;

namespace K8sMirror.Testing;

/// <summary>A sysfs that shows the NICs of one network namespace, in a temporary directory; gone on dispose.</summary>
public sealed class SysFsMount : IDisposable
{
    private const int MNT_DETACH = 2;
    private readonly TempDir directory = new();

    public SysFsMount(TestNetNs ns) => ns.Exec("mount", "-t", "sysfs", "sysfs", directory.Path);

    /// <summary>Folder of the virtual NICs.</summary>
    public string Net => Path.Combine(directory.Path, "devices/virtual/net");

    public void Dispose()
    {
        _ = LibC.Unmount(directory.Path, MNT_DETACH);
        directory.Dispose();
    }
}
