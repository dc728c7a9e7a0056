using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests;

public sealed class NetNsTests
{
    [KernelFact]
    public void Code_runs_inside_and_the_caller_stays_outside()
    {
        using var here = NetNs.Current();
        using var ns = new TestNetNs();
        Assert.NotEqual(here.Inode, ns.Handle.Inode);

        using var inside = ns.Run(NetNs.Current);
        Assert.Equal(ns.Handle.Inode, inside.Inode);
        using var still = NetNs.Current();
        Assert.Equal(here.Inode, still.Inode);

        Assert.Throws<TimeoutException>(() => ns.Run(() => throw new TimeoutException()));
    }

    [Fact]
    public void A_file_that_is_no_namespace_has_no_inode()
    {
        using var ns = NetNs.Open("/proc/self/status");
        Assert.Equal(0ul, ns.Inode);
    }
}
