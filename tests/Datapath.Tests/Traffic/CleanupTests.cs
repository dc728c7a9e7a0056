using K8sMirror.Bpf.Hooks;
using K8sMirror.Core.Naming;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

public sealed class CleanupTests
{
    [KernelTheory]
    [InlineData(AttachMode.Tcx)]
    [InlineData(AttachMode.Clsact)]
    public void Nothing_is_left_behind_and_a_second_time_finds_nothing(AttachMode attach)
    {
        using var node = new BrokerNode(["eth1", "eth2"], attach);
        var (links, qdiscs) = (node.Node.Ip("-br link"), node.Node.Exec("tc", "qdisc"));
        node.Apply("eth1>eth2", "eth1<eth2");
        Assert.NotEmpty(node.Node.Run(() => KernelDatapath.Cleanup(node.Options)));
        var index = node.Links().ByName("eth1")!.Index;
        Assert.Null(node.Links().ByName(CutterDevices.In));
        Assert.Empty(node.Node.Run(() => TcxChain.Query(index, HookDirection.Ingress)).Programs);
        Assert.Equal("", node.Node.Exec("tc", "filter", "show", "dev", "eth1", "ingress"));
        Assert.DoesNotContain("clsact", node.Node.Exec("tc", "qdisc"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(node.Options.PinDirectory));
        Assert.Contains("eth1", links, StringComparison.Ordinal);
        Assert.Contains("noqueue", qdiscs, StringComparison.Ordinal);
        Assert.Empty(node.Node.Run(() => KernelDatapath.Cleanup(node.Options)));
    }

    [KernelFact]
    public void A_qdisc_and_filters_of_others_stay()
    {
        using var node = new BrokerNode(["eth1", "eth2"], AttachMode.Clsact);
        node.Node.Exec("tc", "qdisc", "add", "dev", "eth1", "clsact");
        node.Node.Exec("tc", "filter", "add", "dev", "eth1", "ingress", "pref", "7", "protocol", "all", "u32", "match", "u32", "0", "0", "flowid", "1:1");
        node.Apply("eth1>eth2");
        node.Node.Run(() => KernelDatapath.Cleanup(node.Options));
        Assert.Contains("pref 7", node.Node.Exec("tc", "filter", "show", "dev", "eth1", "ingress"), StringComparison.Ordinal);
        Assert.DoesNotContain("k8smirror", node.Node.Exec("tc", "filter", "show", "dev", "eth1", "ingress"), StringComparison.Ordinal);
    }

    [KernelTheory]
    [InlineData(AttachMode.Tcx)]
    [InlineData(AttachMode.Clsact)]
    public void An_agent_that_still_runs_puts_its_mirrors_back(AttachMode attach)
    {
        using var node = new BrokerNode(["eth1", "eth2"], attach);
        node.Apply("eth1>eth2");
        node.Node.Run(() => KernelDatapath.Cleanup(node.Options));
        node.Apply("eth1>eth2");
        using var tool = new Tool(node.Behind("eth2"), Tool.Expect(1, 1));
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        sender.Send(Tool.Frame(0, 0));
        tool.Check(1);
        node.Restart();
        Assert.Equal(1UL, node.Counters("eth1>eth2").Sent.Frames);
    }

    [KernelFact]
    public void A_folder_that_is_not_ours_keeps_what_it_has()
    {
        using var ns = new TestNetNs();
        using var files = new TempDir();
        using var pins = new BpfFsMount();
        Directory.CreateDirectory(files.At("v1"));
        File.WriteAllText(files.At("v1/notes"), "mine");
        Directory.CreateDirectory(pins.At("vpn"));
        foreach (var folder in new[] { files.Path, pins.Path, files.At("none") })
        {
            Assert.Empty(ns.Run(() => KernelDatapath.Cleanup(new() { PinDirectory = folder })));
        }
        Assert.True(File.Exists(files.At("v1/notes")));
        Assert.True(Directory.Exists(pins.At("vpn")));
    }
}
