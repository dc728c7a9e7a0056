using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Objects;
using K8sMirror.Bpf.Programs;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>NICs are created, removed, changed, and have other owners' programs attached.</summary>
public sealed class LifecycleTests
{
    [KernelFact]
    public void A_target_that_is_made_again_under_its_name_gets_copies_again()
    {
        using var node = Mirroring();
        node.Node.Ip("link del eth2");
        node.AddNic("eth2");
        node.Apply("eth1>eth2");
        AssertFlows(node);
    }

    [KernelFact]
    public void A_source_that_is_made_again_under_its_name_is_mirrored_again()
    {
        using var node = Mirroring();
        node.Node.Ip("link del eth1");
        node.AddNic("eth1");
        node.Apply("eth1>eth2");
        AssertFlows(node);
    }

    [KernelFact]
    public void Down_and_up_again()
    {
        using var node = Mirroring();
        foreach (var nic in new[] { "eth1", "eth2" })
        {
            node.Node.Ip($"link set {nic} down");
            node.Apply("eth1>eth2");
            node.Node.Ip($"link set {nic} up");
            node.Apply("eth1>eth2");
            AssertFlows(node);
        }
    }

    [KernelFact]
    public void A_renamed_source_is_the_same_nic_under_another_name()
    {
        using var node = Mirroring();
        node.Node.Ip("link set eth1 down");
        node.Node.Ip("link set eth1 name wan0");
        node.Node.Ip("link set wan0 up");
        node.Apply("wan0>eth2");
        AssertFlows(node, "wan0>eth2");
    }

    [KernelFact]
    public void A_source_that_moves_to_another_namespace_is_left_alone_there()
    {
        using var node = Mirroring();
        using var elsewhere = new TestNetNs();
        node.Node.Ip($"link set eth1 netns {elsewhere.Name}");
        Assert.Empty(node.TryApply());
        elsewhere.Ip("link set eth1 up");
        var index = elsewhere.Link("eth1").Index;
        Assert.Empty(elsewhere.Run(() => TcxChain.Query(index, HookDirection.Ingress)).Programs);
    }

    [KernelFact]
    public void A_program_that_got_in_front_and_says_ok_does_not_blind_us_after_the_next_pass_and_goes_on_itself()
    {
        using var node = Mirroring();
        using var other = LoadOther();
        var index = node.Links().ByName("eth1")!.Index;
        using var link = node.Node.Run(() => TcxLink.Attach(other, index, HookDirection.Ingress, head: true));
        node.Apply("eth1>eth2");
        AssertFlows(node);
        var chain = node.Node.Run(() => TcxChain.Query(index, HookDirection.Ingress)).Programs;
        Assert.Equal(2, chain.Count);
        Assert.Equal(other.Id, chain[1].ProgramId);
    }

    [KernelTheory]
    [InlineData(AttachMode.Tcx)]
    [InlineData(AttachMode.Clsact)]
    public void A_clsact_filter_of_others_that_says_ok_neither_blinds_us_nor_is_disturbed(AttachMode attach)
    {
        var theirs = new ClsactPlace("cil_from_netdev", 2, 1);
        using var node = new BrokerNode(["eth1", "eth2"], attach);
        using var other = LoadOther();
        using var clsact = node.Node.Run(() => new ClsactHooks());
        var index = node.Links().ByName("eth1")!.Index;
        clsact.EnsureQdisc(index);
        clsact.Attach(index, HookDirection.Ingress, other, theirs);
        node.Apply("eth1>eth2");
        AssertFlows(node);
        Assert.Equal(other.Id, clsact.Read(index, HookDirection.Ingress).Single(theirs.IsOf).ProgramId);
        node.Node.Run(() => KernelDatapath.Cleanup(node.Options));
        Assert.Equal(other.Id, Assert.Single(clsact.Read(index, HookDirection.Ingress)).ProgramId);
    }

    [KernelTheory]
    [InlineData(AttachMode.Tcx)]
    [InlineData(AttachMode.Clsact)]
    public void A_nic_that_is_no_source_has_no_program_of_ours_and_pays_nothing(AttachMode attach)
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"], attach);
        node.Apply("eth1>eth2");
        using var clsact = node.Node.Run(() => new ClsactHooks());
        foreach (var (nic, direction) in new[] { ("eth1", HookDirection.Egress), ("eth3", HookDirection.Ingress), ("eth3", HookDirection.Egress), ("eth2", HookDirection.Egress) })
        {
            var index = node.Links().ByName(nic)!.Index;
            Assert.Empty(node.Node.Run(() => TcxChain.Query(index, direction)).Programs);
            Assert.Empty(clsact.Read(index, direction));
        }
    }

    [KernelFact]
    public void A_cutter_that_somebody_deleted_is_made_again()
    {
        using var node = Mirroring();
        node.Node.Ip("link del k8sm-in");
        node.Apply("eth1>eth2");
        AssertFlows(node);
    }

    [KernelFact]
    public void A_foreign_device_with_the_cutters_name_is_not_touched()
    {
        using var ns = new TestNetNs();
        using var pins = new BpfFsMount();
        ns.Ip("link add k8sm-in type veth peer name theirs");
        var options = new DatapathOptions { PinDirectory = pins.At("k8smirror") };
        var refusal = Assert.ThrowsAny<Exception>(() => ns.Run(() => KernelDatapath.Open(options)));
        Assert.Contains("not ours", refusal.ToString(), StringComparison.Ordinal);
        ns.Run(() => KernelDatapath.Cleanup(options));
        Assert.Equal("k8sm-in", ns.Link("k8sm-in").Name);
    }

    private static BrokerNode Mirroring()
    {
        var node = new BrokerNode(["eth1", "eth2"]);
        node.Apply("eth1>eth2");
        AssertFlows(node);
        return node;
    }

    private static void AssertFlows(BrokerNode node, string edge = "eth1>eth2")
    {
        using var tool = new Tool(node.Behind("eth2"), Tool.Expect(1, 10));
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        for (var i = 0; i < 10; i++)
        {
            sender.Send(Tool.Frame(0, i));
        }
        tool.Check(10);
        node.Settled(edge);
    }

    private static BpfProgram LoadOther()
    {
        using var stream = typeof(LifecycleTests).Assembly.GetManifestResourceStream("pass.bpf.o")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        using var bpf = BpfObject.Open(bytes, "other");
        bpf.Load();
        return bpf.Program("other_ok");
    }
}
