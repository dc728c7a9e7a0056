using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Programs;
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

    [KernelFact]
    public void An_agent_that_does_not_get_as_far_as_to_know_what_is_wanted_keeps_nothing_alive()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Apply("eth1>eth2");
        node.Node.Run(() => node.Datapath.Heartbeat(TimeSpan.FromSeconds(20)));
        var deadline = Deadline(node);

        node.Restart();
        Assert.Equal(deadline, Deadline(node));

        node.Apply("eth1>eth2");
        Assert.InRange(Deadline(node), deadline + 1, ulong.MaxValue);
    }

    private static ulong Deadline(BrokerNode node)
    {
        using var maps = DatapathMaps.TryOpen(new(node.Options.PinDirectory))!;
        return maps.Config.Lookup(0).DeadlineNs;
    }

    private static void Ping(BrokerNode node) => node.Behind("eth1").Exec("ping", "-c", "3", "-i", "0.02", "10.1.0.1");
}
