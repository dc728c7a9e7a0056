using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Tests.Programs;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Hooks;

public sealed class XdpLinkTests
{
    [KernelFact]
    public void Live_frames_reach_a_sink()
    {
        const int Frames = 200; // Fewer than a veth's ring takes.
        using var ns = new TestNetNs();
        using var control = ns.Run(() => new LinkControl());
        var (end, peer) = control.CreateVeth(new("va", "vb") { Queues = 1, Silent = true });
        using var loaded = ProbeObject.Load(o => o.SetGlobal("out_ifindex", end.Index));
        using var sink = loaded.Program("sink");
        using var generate = loaded.Program("generate");
        using var link = ns.Run(() => XdpLink.Attach(sink, peer.Index));
        control.SetUp(end.Index, up: true);
        control.SetUp(peer.Index, up: true);

        using var tallies = loaded.PerCpuMap<uint, TallyValue>("tallies");
        for (var round = 1; round <= 10; round++)
        {
            ns.Run(() => generate.SendLive(new byte[100], Frames, end.Index));
            Eventually.Equal((ulong)(Frames * round), () => tallies.Sum(3, TallyValue.Add).Frames);
        }
        Assert.Equal(10u * Frames * 100, tallies.Sum(3, TallyValue.Add).Bytes);
        Assert.Equal(peer.Index, link.Read().InterfaceIndex);
        Assert.Equal(Errno.EBUSY, Assert.Throws<KernelException>(() => ns.Run(() => XdpLink.Attach(sink, peer.Index))).Errno);

        link.Detach();
        Assert.True(link.Read().IsDefunct);
    }
}
