using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Threads;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Threads;

public sealed class NapiThreadsTests
{
    [KernelFact]
    public void A_veth_with_GRO_gets_a_thread_that_can_be_placed()
    {
        using var ns = new TestNetNs();
        using var control = ns.Run(() => new LinkControl());
        using var features = ns.Run(() => new EthtoolFeatures());
        var (end, peer) = control.CreateVeth(new("va", "vb") { Queues = 1 });

        var refused = ns.Run(() => NapiThreads.Enable(peer, "/nowhere"));
        Assert.False(refused.IsThreaded);
        Assert.Contains("no NAPI", refused.Explanation, StringComparison.Ordinal);
        Assert.Contains("/nowhere", refused.Explanation, StringComparison.Ordinal);

        control.SetUp(end.Index, up: true);
        control.SetUp(peer.Index, up: true);
        features.Set("vb", EthtoolFeature.GenericReceive, on: true);
        var threading = ns.Run(() => NapiThreads.Enable(peer));

        Assert.True(threading.IsThreaded, threading.Explanation);
        Assert.Equal("", threading.Explanation);
        var thread = Assert.Single(threading.Threads);
        ThreadScheduling.SetCpus(thread, [0]);
        Assert.Equal([0], ThreadScheduling.GetCpus(thread));
        ThreadScheduling.SetIdle(thread, idle: true);
        Assert.True(ThreadScheduling.IsIdle(thread));
        ThreadScheduling.SetIdle(thread, idle: false);
        ThreadScheduling.SetNice(thread, 10);
        Assert.False(ThreadScheduling.IsIdle(thread));
    }

    [Fact]
    public void A_thread_that_is_not_there_is_ESRCH() =>
        Assert.Equal(Errno.ESRCH, Assert.Throws<KernelException>(() => ThreadScheduling.SetIdle(int.MaxValue, idle: true)).Errno);
}
