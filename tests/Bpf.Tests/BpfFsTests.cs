using K8sMirror.Bpf.Files;
using K8sMirror.Bpf.Maps;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests;

public sealed class BpfFsTests
{
    [KernelFact]
    public void A_mounted_bpffs_is_known_as_one_and_takes_directories_and_pins()
    {
        using var directory = new TempDir();
        Assert.False(BpfFs.IsOn(directory.Path));
        Assert.False(BpfFs.IsOn(directory.At("missing")));

        using var mount = new BpfFsMount();
        Assert.True(BpfFs.IsOn(mount.Path));
        BpfFs.MakeDirectory(mount.At("a/b/c"));
        BpfFs.MakeDirectory(mount.At("a/b/c"));
        using var map = BpfMap.Create(new(MapType.Array, "m", 4, 4, 1));
        map.Pin(mount.At("a/b/c/m"));
        Assert.Equal(Errno.EEXIST, Assert.Throws<KernelException>(() => map.Pin(mount.At("a/b/c/m"))).Errno);
        File.Delete(mount.At("a/b/c/m"));
        Assert.Null(BpfMap.TryOpenPinned(mount.At("a/b/c/m")));
    }

    [KernelFact]
    public void Pinning_elsewhere_is_refused()
    {
        using var directory = new TempDir();
        using var map = BpfMap.Create(new(MapType.Array, "m", 4, 4, 1));
        Assert.Throws<KernelException>(() => map.Pin(directory.At("m")));
    }
}
