using K8sMirror.Bpf.Links;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>
/// Copies that the target took but never sent are detected. Disciplines that drop packets after some time (fq_codel, sfq, cake) are not
/// in the kernel on which these tests were written; their counters are handled in the same way.
/// </summary>
public sealed class LaterDropTests : IDisposable
{
    private readonly BrokerNode node = new(["eth1", "eth2"]);
    private readonly KernelLinkFeed links;
    private readonly QueueWatch watch;

    public LaterDropTests()
    {
        links = node.Node.Run(() => new KernelLinkFeed());
        watch = new(links, NullLogger.Instance);
    }

    public void Dispose()
    {
        links.Dispose();
        node.Dispose();
    }

    [KernelFact]
    public void A_target_where_nothing_queues_drops_nothing_later()
    {
        Mirror("eth1>eth2");
        Emit(20);
        Assert.Equal(20UL, node.Settled("eth1>eth2").Sent.Frames);
        Assert.Equal(0UL, Later());
        Assert.Empty(Assert.Single(watch.Drops).Disciplines);
    }

    [KernelTheory]
    [InlineData("qdisc root handle 1: tbf rate 64kbit burst 3000 limit 6000")] // NET_XMIT_DROP
    [InlineData("qdisc root handle 1: tbf rate 64kbit burst 3000 limit 6000", "qdisc parent 1:1 pfifo limit 3")]
    [InlineData("qdisc root handle 1: tbf rate 64kbit burst 3000 limit 6000", "qdisc parent 1:1 pfifo_head_drop limit 3")] // NET_XMIT_CN
    [InlineData("qdisc root handle 1: htb default 1", "class parent 1: classid 1:1 htb rate 64kbit burst 3000", "qdisc parent 1:1 pfifo limit 3")]
    public void What_a_queue_refuses_at_once_is_busy_and_not_later(params string[] tree)
    {
        foreach (var words in tree.Select(line => line.Split(' ')))
        {
            node.Node.Exec("tc", [words[0], "add", "dev", "eth2", .. words[1..]]);
        }
        Mirror("eth1>eth2");
        Emit(100);
        var counters = node.Settled("eth1>eth2");
        var (busy, all) = (BrokerNode.Dropped(counters, DropReason.TargetBusy), node.Node.Run(links.ReadQueues)[node.Node.Link("eth2").Index].Drops);
        TestContext.Current.TestOutputHelper?.WriteLine($"{string.Join("; ", tree)}: refused {busy}, dropped {all}");
        Assert.NotEqual(0UL, busy);
        Assert.Equal(all, busy);
        Assert.Equal(0UL, Later());
    }

    [KernelFact]
    public void A_super_packet_that_the_queue_takes_and_then_cuts_and_drops_in_part()
    {
        node.Takes["eth2"] = PacketClasses.All;
        Tc("add", "root handle 1: tbf rate 1mbit burst 3000 limit 6000");
        Mirror("eth1>eth2");
        EmitSuper();
        Assert.Equal(20UL, node.Settled("eth1>eth2").Sent.Frames);
        Assert.InRange(Later(), 1UL, 19UL);
        AllButThoseArrive(20);
    }

    [KernelFact]
    public void The_ports_of_a_bridge_that_is_the_target()
    {
        // One with snooping sends its own reports.
        node.Node.Ip("link add br0 type bridge mcast_snooping 0");
        node.Node.Ip("link set eth2 master br0");
        node.Node.Ip("link set br0 up");
        node.Node.WaitUntilUp("br0");
        Tc("add", "root handle 1: tbf rate 1mbit burst 3000 limit 6000");
        Mirror("eth1>br0");
        Emit(100);
        Assert.Equal(100UL, node.Settled("eth1>br0").Sent.Frames);
        Assert.InRange(Later(), 1UL, 99UL);
        AllButThoseArrive(100);
        Assert.Equal(["tbf"], Assert.Single(watch.Drops).Disciplines);
    }

    [KernelFact]
    public void A_queue_that_is_emptied_and_one_that_is_replaced()
    {
        Tc("add", "root handle 1: tbf rate 8kbit burst 1600 limit 1000000");
        Mirror("eth1>eth2");
        Emit(40);
        Assert.Equal(40UL, node.Settled("eth1>eth2").Sent.Frames);
        Assert.Equal(0UL, Later());

        // Packets waiting in the old one are dropped.
        Tc("replace", "parent 1:1 pfifo");
        var emptied = Later();
        Assert.InRange(emptied, 10UL, 40UL);

        Tc("del", "root");
        Assert.Equal(emptied, Later());
        Tc("add", "root handle 1: tbf rate 8kbit burst 1600 limit 1000000");
        Assert.Equal(emptied, Later());
        Emit(40);
        Tc("replace", "parent 1:1 pfifo");
        Assert.InRange(Later(), emptied + 10, emptied + 40);
    }

    private void Mirror(string edge)
    {
        node.Apply(edge);
        watch.Aim([node.Desired(edge)]);
        Later();
    }

    private ulong Later()
    {
        node.Node.Run(() => watch.Look(node.Datapath));
        return Assert.Single(watch.Drops).Frames;
    }

    private void AllButThoseArrive(ulong sent)
    {
        var (arrived, later) = (0UL, 0UL);
        try
        {
            Eventually.True(() => ((arrived, later) = (Arrived(), Later())) is var (a, l) && a + l == sent, "each frame arrived or was dropped later");
        }
        finally
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{sent} frames: {arrived} arrived, {later} were dropped later");
        }
    }

    private ulong Arrived()
    {
        using var reader = node.Behind("eth2").Run(() => new LinkReader());
        return reader.ReadStatistics(node.Behind("eth2").Link("wire").Index).RxPackets;
    }

    private void Tc(string verb, string words) =>
        node.Node.Exec("tc", ["qdisc", verb, "dev", "eth2", .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    private void Emit(int frames)
    {
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        for (var i = 0; i < frames; i++)
        {
            sender.Send(Tool.Frame(0, i));
        }
    }

    private void EmitSuper()
    {
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        sender.SendSuper(new PacketBuilder().IPv4().Tcp().Payload(new byte[20_000]).Build(), 1000);
    }
}
