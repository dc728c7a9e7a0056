using System.Net;
using K8sMirror.Bpf.Routes;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Routes;

public sealed class NeighbourTests : IDisposable
{
    private readonly TestNetNs ns = new(ipv6: true);
    private readonly TestNetNs peer = new(ipv6: true);
    private readonly VethLink cable;
    private readonly NeighbourTable neighbours;

    public NeighbourTests()
    {
        cable = new(ns, "eth0", peer, "eth0", silent: false);
        ns.Ip("addr add 192.0.2.1/24 dev eth0");
        ns.AddIpv6("2001:db8::1/64", "eth0");
        peer.Ip("addr add 192.0.2.10/24 dev eth0");
        peer.AddIpv6("2001:db8::10/64", "eth0");
        neighbours = ns.Run(() => new NeighbourTable());
    }

    public void Dispose()
    {
        neighbours.Dispose();
        cable.Dispose();
        ns.Dispose();
        peer.Dispose();
    }

    [KernelTheory]
    [InlineData("192.0.2.10")]
    [InlineData("2001:db8::10")]
    public void One_that_is_used_is_asked_and_known_then(string address)
    {
        Assert.Null(Find(address));
        Use(address);
        Eventually.True(() => Find(address)?.State == NeighbourState.Reachable, $"{address} has answered");
        Assert.Equal(new(cable.Left.Index, IPAddress.Parse(address), NeighbourState.Reachable, cable.Right.Address), Find(address));
        Assert.True(Find(address)!.IsUsable);
    }

    [KernelTheory]
    [InlineData("192.0.2.77")]
    [InlineData("2001:db8::77")]
    public void One_that_does_not_answer_is_incomplete_and_then_failed(string address)
    {
        Use(address);
        Assert.Equal(NeighbourState.Incomplete, Find(address)!.State);
        Eventually.True(() => Find(address)!.State == NeighbourState.Failed, $"{address} has failed");
        Assert.False(Find(address)!.IsUsable);
        Use(address);
        Assert.Equal(NeighbourState.Incomplete, Find(address)!.State);
    }

    [KernelFact]
    public void A_stale_one_that_is_used_is_confirmed_and_keeps_its_address_meanwhile()
    {
        ns.Ip($"neigh replace 192.0.2.10 dev eth0 lladdr {cable.Right.Address} nud stale");
        Assert.Equal(NeighbourState.Stale, Find("192.0.2.10")!.State);
        Use("192.0.2.10");
        Assert.True(Find("192.0.2.10")!.IsUsable);
        Eventually.True(() => Find("192.0.2.10")!.State == NeighbourState.Reachable, "it is confirmed");
    }

    [KernelFact]
    public void A_fixed_one_is_told_as_such()
    {
        ns.Ip("neigh replace 192.0.2.66 dev eth0 lladdr 02:00:00:00:00:66 nud permanent");
        var found = Find("192.0.2.66")!;
        Assert.Equal((NeighbourState.Permanent, "02:00:00:00:00:66"), (found.State, found.Mac.ToString()));
        Assert.True(found is { IsFixed: true, IsUsable: true });
    }

    [KernelFact]
    public void A_NIC_that_is_gone_is_an_error() =>
        Assert.Equal(Errno.ENODEV, Assert.Throws<KernelException>(() => neighbours.Use(9999, IPAddress.Parse("192.0.2.10"))).Errno);

    private Neighbour? Find(string address) => neighbours.Find(cable.Left.Index, IPAddress.Parse(address));

    private void Use(string address) => neighbours.Use(cable.Left.Index, IPAddress.Parse(address));
}
