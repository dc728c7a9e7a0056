using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Objects;
using K8sMirror.Bpf.Programs;
using K8sMirror.Bpf.Tests.Programs;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Hooks;

public sealed class TcxLinkTests : IDisposable
{
    private const int Loopback = 1;
    private readonly TestNetNs ns = new();
    private readonly BpfObject loaded = ProbeObject.Load();
    private readonly BpfProgram mine;
    private readonly BpfProgram other;
    private readonly BpfProgram stop;

    public TcxLinkTests()
    {
        mine = loaded.Program("count_next");
        other = loaded.Program("count_other");
        stop = loaded.Program("stop");
    }

    public void Dispose()
    {
        mine.Dispose();
        other.Dispose();
        stop.Dispose();
        loaded.Dispose();
        ns.Dispose();
    }

    [KernelFact]
    public void The_head_of_the_chain_sees_all_packets_whoever_was_there_first()
    {
        using var first = ns.Run(() => TcxLink.Attach(stop, Loopback, HookDirection.Ingress));
        using var last = ns.Run(() => TcxLink.Attach(other, Loopback, HookDirection.Ingress, head: false));
        var before = ns.Run(() => TcxChain.Query(Loopback, HookDirection.Ingress));
        using var head = ns.Run(() => TcxLink.Attach(mine, Loopback, HookDirection.Ingress));

        var chain = ns.Run(() => TcxChain.Query(Loopback, HookDirection.Ingress));
        Assert.Equal([mine.Id, stop.Id, other.Id], chain.Programs.Select(p => p.ProgramId));
        Assert.Equal(head.Read().LinkId, chain.Programs[0].LinkId);
        Assert.True(chain.Revision > before.Revision);
        Assert.Empty(ns.Run(() => TcxChain.Query(Loopback, HookDirection.Egress)).Programs);

        ns.Exec("ping", "-c", "3", "-i", "0.01", "127.0.0.1");
        using var tallies = loaded.PerCpuMap<uint, TallyValue>("tallies");
        Assert.Equal(6ul, tallies.Sum(0, TallyValue.Add).Frames);
        Assert.Equal(0ul, tallies.Sum(2, TallyValue.Add).Frames);
    }

    [KernelFact]
    public void Packets_are_timed_while_statistics_are_on()
    {
        using var link = ns.Run(() => TcxLink.Attach(mine, Loopback, HookDirection.Egress));
        using (RunStatistics.Enable())
        {
            ns.Exec("ping", "-c", "2", "-i", "0.01", "127.0.0.1");
        }
        Assert.Equal(4ul, mine.ReadRuns().Count);
        Assert.True(mine.ReadRuns().Nanoseconds > 0);
    }

    [KernelFact]
    public void A_pinned_link_stays_and_is_adopted_with_another_program()
    {
        using var pins = new BpfFsMount();
        using (var link = ns.Run(() => TcxLink.Attach(mine, Loopback, HookDirection.Ingress)))
        {
            link.Pin(pins.At("link"));
        }

        using var adopted = TcxLink.OpenPinned(pins.At("link"));
        Assert.Equal(new LinkState(adopted.Read().LinkId, mine.Id, Loopback), adopted.Read());

        adopted.Update(other);
        Assert.Equal(other.Id, ns.Run(() => TcxChain.Query(Loopback, HookDirection.Ingress)).Programs.Single().ProgramId);

        adopted.Detach();
        Assert.True(adopted.Read().IsDefunct);
        Assert.Empty(ns.Run(() => TcxChain.Query(Loopback, HookDirection.Ingress)).Programs);
    }

    [KernelFact]
    public void A_link_without_a_pin_goes_with_its_descriptor()
    {
        ns.Run(() => TcxLink.Attach(mine, Loopback, HookDirection.Ingress)).Dispose();
        Eventually.Equal(0, () => ns.Run(() => TcxChain.Query(Loopback, HookDirection.Ingress)).Programs.Count);
    }

    [KernelFact]
    public void A_link_whose_interface_is_gone_says_so_and_cannot_be_updated()
    {
        ns.Ip("link add name va type veth peer name vb");
        var index = int.Parse(ns.Ip("-o link show va").Split(':')[0], null);
        using var link = ns.Run(() => TcxLink.Attach(mine, index, HookDirection.Ingress));
        Assert.Equal(index, link.Read().InterfaceIndex);

        ns.Ip("link del va");

        Assert.True(link.Read().IsDefunct);
        Assert.Equal(Errno.ENOLINK, Assert.Throws<KernelException>(() => link.Update(other)).Errno);
    }

    [KernelFact]
    public void No_such_interface_is_ENODEV_by_name()
    {
        var refusal = Assert.Throws<KernelException>(() => ns.Run(() => TcxLink.Attach(mine, 9999, HookDirection.Egress)));
        Assert.Equal(Errno.ENODEV, refusal.Errno);
        Assert.Contains("ENODEV (no such device)", refusal.Message, StringComparison.Ordinal);
    }
}
