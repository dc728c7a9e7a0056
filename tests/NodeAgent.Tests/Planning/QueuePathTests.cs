using K8sMirror.Bpf.Links;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Planning;

public sealed class QueuePathTests
{
    private static readonly LinkTable Links = new(
    [
        Nic.Of("eth0", 2),
        Nic.Of("eth1", 3) with { MasterIndex = 5 },
        Nic.Of("eth2", 4) with { MasterIndex = 5 },
        Nic.Of("bond0", 5) with { Kind = "bond", MasterIndex = 7 },
        Nic.Of("tools", 6) with { Kind = "vlan", LowerIndex = 5 },
        Nic.Of("br0", 7) with { Kind = "bridge" },
        Nic.Of("tap0", 8) with { Kind = "veth", LowerIndex = 2, MasterIndex = 7 },
        Nic.Of("far", 9) with { Kind = "macvlan", LowerIndex = 2, LowerNamespace = 0 },
        Nic.Of("vx0", 10) with { Kind = "vxlan", LowerIndex = 2 },
    ]);

    [Theory]
    [InlineData("eth0", new[] { 2 })]
    [InlineData("bond0", new[] { 3, 4, 5 })]
    [InlineData("tools", new[] { 3, 4, 5, 6 })]
    [InlineData("br0", new[] { 3, 4, 5, 7, 8 })]
    [InlineData("tap0", new[] { 8 })]
    [InlineData("far", new[] { 9 })]
    [InlineData("vx0", new[] { 10 })]
    public void The_way_out_is_followed_down_and_to_the_ports(string target, int[] way) =>
        Assert.Equal(way, QueuePath.Of(Links.ByName(target)!, Links));

    [Fact]
    public void A_ring_of_devices_ends()
    {
        var ring = new LinkTable([Nic.Of("a", 2) with { Kind = "vlan", LowerIndex = 3 }, Nic.Of("b", 3) with { Kind = "vlan", LowerIndex = 2 }]);
        Assert.Equal([2, 3], QueuePath.Of(ring.ByName("a")!, ring));
    }
}
