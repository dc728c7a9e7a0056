using K8sMirror.Bpf.Files;

namespace K8sMirror.Testing;

/// <summary>A sysfs that shows the NICs of one network namespace, in a temporary directory; removed on dispose.</summary>
public sealed class SysFsMount : IDisposable
{
    private readonly TempDir directory = new();

    public SysFsMount(TestNetNs ns) => ns.Exec("mount", "-t", "sysfs", "sysfs", directory.Path);

    /// <summary>Folder of the virtual NICs.</summary>
    public string Net => Path.Combine(directory.Path, "devices/virtual/net");

    public void Dispose()
    {
        BpfFs.Unmount(directory.Path);
        directory.Dispose();
    }
}
