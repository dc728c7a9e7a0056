using K8sMirror.NodeAgent.Datapath;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

public sealed class LostCreditTests
{
    [KernelFact]
    public void Frames_that_vanished_with_the_stage_are_found_booked_as_failed_clones_and_their_credit_comes_back()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Apply("eth1>eth2");
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        // The receiving half stops taking frames; what is in the ring is lost with the device.
        node.Node.Ip("link set k8sm-out down");
        node.Node.Ip("link set k8sm-out up");
        node.Node.Exec("ethtool", "-K", "k8sm-out", "gro", "on");
        for (var i = 0; i < 500; i++)
        {
            sender.Send(Tool.Frame(0, i));
        }
        node.Node.Ip("link del k8sm-in");
        node.Apply("eth1>eth2");
        Eventually.True(
            () =>
            {
                node.Node.Run(() => node.Datapath.Heartbeat(TimeSpan.FromMinutes(1)));
                var c = node.Counters("eth1>eth2");
                return c.Seen == c.Dropped.Values.Aggregate(c.Sent, (a, b) => a + b);
            },
            "all is accounted for");
        var sent = node.Counters("eth1>eth2").Sent.Frames;
        for (var i = 0; i < 10; i++)
        {
            sender.Send(Tool.Frame(0, i));
        }
        Eventually.True(() => node.Counters("eth1>eth2").Sent.Frames == sent + 10, "copies flow");
    }
}
