using K8sMirror.NodeAgent.Datapath;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

public sealed class DeadManTests
{
    [KernelFact]
    public void Nobody_renews_the_deadline_so_copies_end_and_a_renewal_brings_them_back()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Node.Ip("addr add 10.1.0.1/24 dev eth1");
        node.Behind("eth1").Ip("addr add 10.1.0.2/24 dev wire");
        node.Apply("eth1>eth2");
        Ping(node);
        var sent = node.Settled("eth1>eth2").Sent.Frames;
        Assert.NotEqual(0UL, sent);

        node.Node.Run(() => node.Datapath.Heartbeat(TimeSpan.Zero));
        Ping(node);
        var expired = node.Settled("eth1>eth2");
        Assert.NotEqual(0UL, BrokerNode.Dropped(expired, DropReason.Expired));
        Assert.InRange(expired.Sent.Frames, sent, sent + 1); // The coarse clock may lag by a tick.

        node.Node.Run(() => node.Datapath.Heartbeat(TimeSpan.FromMinutes(1)));
        Ping(node);
        Assert.InRange(node.Settled("eth1>eth2").Sent.Frames, expired.Sent.Frames + 2, ulong.MaxValue);
    }

    private static void Ping(BrokerNode node) => node.Behind("eth1").Exec("ping", "-c", "3", "-i", "0.02", "10.1.0.1");
}
