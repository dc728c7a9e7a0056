using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Objects;
using K8sMirror.Bpf.Programs;
using K8sMirror.Bpf.Tests.Programs;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Hooks;

public sealed class ClsactHooksTests : IDisposable
{
    private const int Loopback = 1;
    private static readonly ClsactPlace Ours = new("ours", Priority: 7, Handle: 0x4b);
    private readonly TestNetNs ns = new();
    private readonly ClsactHooks hooks;
    private readonly BpfObject loaded = ProbeObject.Load();
    private readonly BpfProgram mine;
    private readonly BpfProgram other;

    public ClsactHooksTests()
    {
        hooks = ns.Run(() => new ClsactHooks());
        mine = loaded.Program("count_next");
        other = loaded.Program("count_other");
    }

    public void Dispose()
    {
        mine.Dispose();
        other.Dispose();
        loaded.Dispose();
        hooks.Dispose();
        ns.Dispose();
    }

    [KernelFact]
    public void A_filter_is_attached_replaced_and_taken_off_with_its_qdisc()
    {
        Assert.Empty(hooks.Read(Loopback, HookDirection.Ingress));
        Assert.False(hooks.HasQdisc(Loopback));
        Assert.True(hooks.EnsureQdisc(Loopback));
        Assert.False(hooks.EnsureQdisc(Loopback));

        hooks.Attach(Loopback, HookDirection.Ingress, mine, Ours);
        hooks.Attach(Loopback, HookDirection.Egress, mine, Ours);
        Assert.Equal([new("bpf", 7, 0x4b, "ours", mine.Id, IsDirectAction: true)], hooks.Read(Loopback, HookDirection.Ingress));
        ns.Exec("ping", "-c", "2", "-i", "0.01", "127.0.0.1");
        using var tallies = loaded.PerCpuMap<uint, TallyValue>("tallies");
        Assert.Equal(8ul, tallies.Sum(0, TallyValue.Add).Frames);

        hooks.Attach(Loopback, HookDirection.Ingress, other, Ours);
        Assert.Equal(other.Id, hooks.Read(Loopback, HookDirection.Ingress).Single().ProgramId);
        Assert.Equal(mine.Id, hooks.Read(Loopback, HookDirection.Egress).Single().ProgramId);

        Assert.True(hooks.Detach(Loopback, HookDirection.Ingress, Ours));
        Assert.False(hooks.Detach(Loopback, HookDirection.Ingress, Ours));
        Assert.False(hooks.RemoveQdiscIfUnused(Loopback));
        Assert.True(hooks.Detach(Loopback, HookDirection.Egress, Ours));
        Assert.True(hooks.RemoveQdiscIfUnused(Loopback));
        Assert.False(hooks.RemoveQdiscIfUnused(Loopback));
        Assert.DoesNotContain("clsact", ns.Exec("tc", "qdisc", "show", "dev", "lo"), StringComparison.Ordinal);
    }

    [KernelFact]
    public void A_stranger_in_our_place_stays()
    {
        hooks.EnsureQdisc(Loopback);
        hooks.Attach(Loopback, HookDirection.Ingress, other, Ours with { Name = "theirs" });

        Assert.Equal(Errno.EEXIST, Assert.Throws<KernelException>(() => hooks.Attach(Loopback, HookDirection.Ingress, mine, Ours)).Errno);
        Assert.False(hooks.Detach(Loopback, HookDirection.Ingress, Ours));
        hooks.Attach(Loopback, HookDirection.Ingress, mine, Ours with { Handle = 0x4c });
        Assert.True(hooks.Detach(Loopback, HookDirection.Ingress, Ours with { Handle = 0x4c }));
        Assert.False(hooks.RemoveQdiscIfUnused(Loopback));
        Assert.Equal(other.Id, hooks.Read(Loopback, HookDirection.Ingress).Single().ProgramId);
    }

    [KernelFact]
    public void Filters_of_other_kinds_are_seen()
    {
        hooks.EnsureQdisc(Loopback);
        ns.Exec("tc", "filter", "add", "dev", "lo", "ingress", "pref", "9", "u32", "match", "u32", "0", "0", "flowid", "1:1");
        Assert.Contains(hooks.Read(Loopback, HookDirection.Ingress), f => f.Kind == "u32" && f.Priority == 9 && f.ProgramId == 0);
        Assert.False(hooks.RemoveQdiscIfUnused(Loopback));
    }

    [KernelFact]
    public void The_ingress_qdisc_in_clsacts_place_is_said()
    {
        ns.Exec("tc", "qdisc", "add", "dev", "lo", "ingress");
        var refusal = Assert.Throws<KernelException>(() => hooks.EnsureQdisc(Loopback));
        Assert.Equal(Errno.EEXIST, refusal.Errno);
        Assert.Contains("ingress", refusal.Message, StringComparison.Ordinal);
    }

    [KernelFact]
    public void Without_a_qdisc_or_an_interface_it_is_refused()
    {
        Assert.Throws<KernelException>(() => hooks.Attach(Loopback, HookDirection.Ingress, mine, Ours));
        Assert.Equal(Errno.ENODEV, Assert.Throws<KernelException>(() => hooks.EnsureQdisc(9999)).Errno);
    }
}
