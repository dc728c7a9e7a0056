using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Programs;
using K8sMirror.Core.Naming;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

public sealed class RestTests
{
    [KernelTheory]
    [InlineData(AttachMode.Tcx)]
    [InlineData(AttachMode.Clsact)]
    public void Nothing_stays_at_rest_and_copying_begins_again(AttachMode attach)
    {
        using var node = new BrokerNode(["eth1", "eth2"], attach);
        node.Node.Ip("addr add 10.1.0.1/24 dev eth1");
        node.Behind("eth1").Ip("addr add 10.1.0.2/24 dev wire");
        for (var round = 0; round < 3; round++)
        {
            node.Apply("eth1>eth2");
            node.Behind("eth1").Exec("ping", "-c", "3", "-i", "0.01", "10.1.0.1");
            Assert.InRange(node.Settled("eth1>eth2").Sent.Frames, 3UL, 10UL);

            node.Node.Run(node.Datapath.Rest);

            AssertUntouched(node);
            Assert.Empty(node.Node.Run(node.Datapath.ReadCounters));
            node.Node.Run(() => node.Datapath.Heartbeat(TimeSpan.FromSeconds(5)));
            node.Node.Run(node.Datapath.Rest);
            AssertUntouched(node);
        }
    }

    [KernelFact]
    public void What_another_agent_left_goes_as_well()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Apply("eth1>eth2");
        node.Restart();
        node.Node.Run(node.Datapath.Rest);
        AssertUntouched(node);
    }

    [KernelFact]
    public void Programs_stay_in_memory_until_the_process_ends_and_no_longer()
    {
        uint program;
        using (var node = new BrokerNode(["eth1", "eth2"], AttachMode.Tcx))
        {
            node.Apply("eth1>eth2");
            program = ProgramAt(node);
            node.Node.Run(node.Datapath.Rest);
            AssertUntouched(node);
            Assert.True(IsLoaded(program));

            node.Apply("eth1>eth2");
            Assert.Equal(program, ProgramAt(node));

            node.Node.Run(node.Datapath.Rest);
            node.Datapath.Dispose();
            // The kernel frees them a moment later.
            Eventually.True(() => !IsLoaded(program), "the programs' end");
            AssertUntouched(node);
        }
    }

    [KernelFact]
    public void Waking_that_was_refused_is_explained_and_tried_anew()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Apply("eth1>eth2");
        node.Node.Run(node.Datapath.Rest);
        node.Node.Ip($"link add {CutterDevices.In} type bridge");
        Assert.Contains("not ours", Assert.Single(node.TryApply("eth1>eth2")).Message, StringComparison.Ordinal);
        node.Node.Ip($"link del {CutterDevices.In}");
        node.Apply("eth1>eth2");
    }

    private static uint ProgramAt(BrokerNode node) => Assert.Single(node.Node.Run(() =>
        TcxChain.Query(node.Links().ByName("eth1")!.Index, HookDirection.Ingress)).Programs).ProgramId;

    private static bool IsLoaded(uint program)
    {
        using var found = BpfProgram.TryOpenById(program);
        return found is not null;
    }

    private static void AssertUntouched(BrokerNode node)
    {
        var links = node.Links();
        Assert.Null(links.ByName(CutterDevices.In));
        Assert.Null(links.ByName(CutterDevices.Out));
        Assert.Empty(node.Node.Run(() => TcxChain.Query(links.ByName("eth1")!.Index, HookDirection.Ingress)).Programs);
        Assert.DoesNotContain("clsact", node.Node.Exec("tc", "qdisc"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(node.Options.PinDirectory));
    }
}
