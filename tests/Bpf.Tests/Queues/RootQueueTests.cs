using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Netlink;
using K8sMirror.Bpf.Queues;
using K8sMirror.Testing;
using static K8sMirror.Bpf.Hooks.ClsactAbi;

namespace K8sMirror.Bpf.Tests.Queues;

public sealed class RootQueueTests : IDisposable
{
    private readonly TestNetNs ns = new();
    private readonly RootQueueReader reader;
    private readonly int index;

    public RootQueueTests()
    {
        ns.Ip("link add eth1 numtxqueues 2 type veth peer name eth2");
        ns.Ip("link set eth1 up");
        ns.Ip("link set eth2 up");
        ns.WaitUntilUp("eth1");
        reader = ns.Run(() => new RootQueueReader());
        index = ns.Link("eth1").Index;
    }

    public void Dispose()
    {
        reader.Dispose();
        ns.Dispose();
    }

    [KernelFact]
    public void A_virtual_NIC_queues_nothing_unless_somebody_says_so()
    {
        Assert.Equal("noqueue", reader.Read()[index].Kind);

        Tc("qdisc add dev eth1 root handle 7: pfifo limit 1");
        Tc("qdisc add dev eth1 clsact");
        Assert.Equal(new(index, "pfifo", 0x70000, 0), reader.Read()[index]);
    }

    [KernelFact]
    public void An_interface_that_is_not_there_has_none() => Assert.False(reader.Read().ContainsKey(4711));

    [KernelTheory]
    [InlineData("tbf", new[] { "qdisc add dev eth1 root handle 1: tbf rate 8kbit burst 3000 limit 3000" })]
    [InlineData("tbf", new[] { "qdisc add dev eth1 root handle 1: tbf rate 8kbit burst 3000 limit 100000", "qdisc add dev eth1 parent 1:1 handle 2: bfifo limit 3000" })]
    [InlineData("htb", new[] { "qdisc add dev eth1 root handle 1: htb default 1", "class add dev eth1 parent 1: classid 1:1 htb rate 8kbit burst 3000", "qdisc add dev eth1 parent 1:1 handle 2: bfifo limit 3000" })]
    [InlineData("mq", new[] { "qdisc add dev eth1 root handle 1: mq", "qdisc add dev eth1 parent 1:1 handle 2: tbf rate 8kbit burst 3000 limit 3000", "qdisc add dev eth1 parent 1:2 handle 3: tbf rate 8kbit burst 3000 limit 3000" })]
    public void The_root_counts_each_frame_that_is_lost_below_it_once(string kind, string[] commands)
    {
        foreach (var command in commands)
        {
            Tc(command);
        }
        var refused = 0u;
        using (var sender = new FrameSender(ns, "eth1"))
        {
            for (var i = 0UL; i < 50; i++)
            {
                refused += sender.TrySend(new PacketBuilder().Numbered(i).PadTo(1000).Build()) ? 0u : 1;
            }
        }
        Assert.InRange(refused, 1u, 50u);
        var queue = reader.Read()[index];
        Assert.Equal((kind, refused), (queue.Kind, queue.Drops));
    }

    [Fact]
    public void A_message_is_read_and_what_is_not_at_the_root_left_out()
    {
        Assert.Equal(new RootQueue(3, "fq_codel", 0x10000, uint.MaxValue), Parse(Message(TC_H_ROOT, uint.MaxValue)));
        Assert.Null(Parse(Message(0x10001, 5)));
        Assert.Null(RootQueueMessages.Parse(RTM_DELQDISC, Message(TC_H_ROOT, 5)));
        Assert.Null(Parse([1, 2, 3]));
    }

    [Fact]
    public void A_message_without_statistics_has_no_drops()
    {
        var message = new NetlinkMessage(RTM_NEWQDISC).Add(new Header { TcmIfindex = 3, TcmParent = TC_H_ROOT }).Put(TCA_KIND, "noqueue");
        Assert.Equal(new RootQueue(3, "noqueue", 0, 0), Parse(message.Finish(1, false)[NetlinkMessage.HeaderSize..]));
    }

    private static RootQueue? Parse(ReadOnlySpan<byte> payload) => RootQueueMessages.Parse(RTM_NEWQDISC, payload);

    private static byte[] Message(uint parent, uint drops)
    {
        var statistics = new byte[20];
        BitConverter.TryWriteBytes(statistics.AsSpan(8), drops);
        return new NetlinkMessage(RTM_NEWQDISC)
            .Add(new Header { TcmIfindex = 3, TcmHandle = 0x10000, TcmParent = parent })
            .Put(TCA_KIND, "fq_codel")
            .Nest(TCA_STATS2, nested => nested.Put(TCA_STATS_QUEUE, statistics))
            .Finish(1, acknowledge: false)[NetlinkMessage.HeaderSize..].ToArray();
    }

    private void Tc(string command) => ns.Exec("tc", command.Split(' '));
}
