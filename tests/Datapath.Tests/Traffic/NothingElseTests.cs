using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Pins;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>What must never happen: copies without a mirror, copies of copies, our frames in the host's own stack.</summary>
public sealed class NothingElseTests
{
    [KernelFact]
    public void A_source_that_was_moved_away_while_no_agent_runs_sends_nothing_to_whatever_has_the_index_there()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Apply("eth1>eth2");
        using var elsewhere = new TestNetNs();
        var target = node.Links().ByName("eth2")!.Index;
        elsewhere.Ip($"link add victim index {target} type veth peer name far");
        elsewhere.Ip("link set victim up");
        elsewhere.Ip("link set far up");
        elsewhere.WaitUntilUp("far");
        node.Datapath.Dispose();
        node.Node.Ip($"link set eth1 netns {elsewhere.Name}");
        elsewhere.Ip("link set eth1 up");
        elsewhere.WaitUntilUp("eth1");
        using var capture = new FrameCapture(elsewhere, "far");
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        for (var i = 0; i < 20; i++)
        {
            sender.Send(Tool.Frame(0, i));
        }
        Assert.Empty(capture.Settle());
    }

    [KernelFact]
    public void Behind_a_shaper_a_packet_is_copied_once_and_nothing_reaches_the_host_s_stack()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Node.Ip("link add ifb0 type ifb");
        node.Node.Ip("link set ifb0 up");
        node.Node.Exec("tc", "qdisc", "add", "dev", "eth1", "clsact");
        node.Node.Exec("tc", "filter", "add", "dev", "eth1", "egress", "protocol", "all", "u32", "match", "u32", "0", "0", "action", "mirred", "egress", "redirect", "dev", "ifb0");
        node.Apply("eth1<eth2");
        using var tool = new Tool(node.Behind("eth2"), Tool.Expect(1, 50));
        using var wire = new FrameCapture(node.Behind("eth1"), "wire");
        using var sender = new FrameSender(node.Node, "eth1");
        for (var i = 0; i < 50; i++)
        {
            sender.Send(Tool.Frame(0, i));
        }
        Assert.Equal(50, wire.WaitFor(50).Count);
        tool.Check(50);
        var counters = node.Settled("eth1<eth2");
        Assert.Equal((50UL, 50UL), (counters.Seen.Frames, counters.Sent.Frames));
    }

    [KernelFact]
    public void A_broadcast_in_the_cutter_is_no_broadcast_there()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Apply("eth1>eth2");
        using var tool = new FrameCapture(node.Behind("eth2"), "wire");
        using var inside = new FrameCapture(node.Node, CutterOut);
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        var frame = new PacketBuilder(destinationMac: "ff:ff:ff:ff:ff:ff").IPv4("0.0.0.0", "255.255.255.255").Udp(68, 67).Payload(new byte[3000]).Build();
        sender.SendSuper(frame, 1000);
        Assert.All(tool.WaitFor(3), f => Assert.Equal("FFFFFFFFFFFF", Convert.ToHexString(f.Bytes.AsSpan(0, 6))));
        Assert.All(inside.WaitFor(3), f => Assert.Equal(0, f.Bytes[0] & 1));
    }

    public static TheoryData<string> Faults =>
    [
        "link set k8sm-in mtu 1400", "link set k8sm-in down", "link set k8sm-in alias theirs", "link set k8sm-out alias theirs", "link del k8sm-out",
    ];

    [KernelTheory]
    [MemberData(nameof(Faults))]
    public void Whatever_somebody_does_to_the_cutter_is_mended_by_the_next_pass(string fault)
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Apply("eth1>eth2");
        node.Node.Ip(fault);
        node.Apply("eth1>eth2");
        AssertCuts(node);
    }

    [KernelFact]
    public void Offloads_that_somebody_switched_on_are_off_again_after_the_next_pass()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Apply("eth1>eth2");
        node.Node.Exec("ethtool", "-K", "k8sm-in", "tso", "on", "gso", "on", "tx", "on");
        node.Node.Exec("ethtool", "-K", "k8sm-out", "gro", "on");
        node.Apply("eth1>eth2");
        AssertCuts(node);
    }

    [KernelFact]
    public void With_another_bpffs_over_the_pins_a_deleted_mirror_copies_nothing_and_the_others_go_on_without_a_second_copy()
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        node.Apply("eth1>eth2", "eth3>eth2");
        Command.Run("mount", "-t", "bpf", "bpf", Path.GetDirectoryName(node.Options.PinDirectory)!);
        try
        {
            node.TryApply("eth1>eth2");
            using var tool = new Tool(node.Behind("eth2"), Tool.Expect(2, 20));
            using var kept = new FrameSender(node.Behind("eth1"), "wire");
            using var gone = new FrameSender(node.Behind("eth3"), "wire");
            for (var i = 0; i < 20; i++)
            {
                kept.Send(Tool.Frame(0, i));
                gone.Send(Tool.Frame(1, i));
            }
            tool.Check(20);
        }
        finally
        {
            Command.Run("umount", "-l", Path.GetDirectoryName(node.Options.PinDirectory)!);
        }
    }

    [KernelFact]
    public void A_mirror_that_was_deleted_copies_nothing_even_if_the_rest_of_the_pass_fails()
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        node.Apply("eth1>eth2", "eth1>eth3");
        // From now on no cutter can be created.
        node.Node.Ip("link del k8sm-in");
        node.Node.Ip("link add k8sm-in type bridge");
        Assert.ThrowsAny<Exception>(() => node.TryApply("eth1>eth2"));
        using var capture = new FrameCapture(node.Behind("eth3"), "wire");
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        for (var i = 0; i < 20; i++)
        {
            sender.Send(Tool.Frame(0, i));
        }
        Assert.Empty(capture.Settle());
        node.Node.Ip("link del k8sm-in");
        node.Apply("eth1>eth2");
    }

    [KernelFact]
    public void Pins_and_links_that_somebody_removed_are_noticed_before_the_next_resync_and_put_back()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Apply("eth1>eth2");
        var pins = new PinLayout(node.Options.PinDirectory);
        Assert.False(node.Node.Run(node.Datapath.Examine));
        foreach (var damage in new Action[]
        {
            () => Directory.Delete(pins.Root, recursive: true),
            () => Directory.Delete(pins.Links, recursive: true),
            () => File.Delete(pins.Map("groups")),
            () => Directory.EnumerateFiles(pins.Links).Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0])).ToList().ForEach(File.Delete),
        })
        {
            damage();
            Assert.True(node.Node.Run(node.Datapath.Examine));
            node.Apply("eth1>eth2");
            Assert.False(node.Node.Run(node.Datapath.Examine));
            AssertCuts(node);
        }
    }

    private const string CutterOut = Core.Naming.CutterDevices.Out;

    private static void AssertCuts(BrokerNode node)
    {
        using var tool = new FrameCapture(node.Behind("eth2"), "wire");
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        var before = node.Settled("eth1>eth2").Sent.Frames;
        sender.SendSuper(new PacketBuilder().IPv4().Tcp().Payload(new byte[10_000]).Build(), 1000);
        Assert.Equal(before + 10, node.Settled("eth1>eth2").Sent.Frames);
        Assert.All(tool.WaitFor(10), f => Assert.InRange(f.Bytes.Length, 60, 1514));
    }
}
