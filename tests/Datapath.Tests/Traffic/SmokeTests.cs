using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

public sealed class SmokeTests
{
    [KernelTheory]
    [InlineData(AttachMode.Tcx)]
    [InlineData(AttachMode.Clsact)]
    public void Ping_is_copied_both_ways_and_accounted(AttachMode attach)
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"], attach);
        node.Node.Ip("addr add 10.1.0.1/24 dev eth1");
        node.Behind("eth1").Ip("addr add 10.1.0.2/24 dev wire");
        node.Apply("eth1>eth2", "eth1>eth3", "eth1<eth2");
        node.Behind("eth1").Exec("ping", "-c", "5", "-i", "0.01", "10.1.0.1");
        Assert.InRange(node.Settled("eth1>eth2").Sent.Frames, 6UL, 20UL);
        Assert.Equal(node.Settled("eth1>eth2").Sent, node.Settled("eth1>eth3").Sent);
        Assert.InRange(node.Settled("eth1<eth2").Sent.Frames, 6UL, 20UL);
    }
}
