using System.Collections.Concurrent;
using System.Net;
using K8sMirror.Bpf.Routes;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Routes;

public sealed class RouteMonitorTests : IDisposable
{
    private readonly TestNetNs ns = new(ipv6: true);
    private readonly TestNetNs peer = new(ipv6: true);
    private readonly VethLink cable;
    private readonly ConcurrentQueue<Neighbour> neighbours = new();
    private int wakes;

    public RouteMonitorTests()
    {
        cable = new(ns, "eth0", peer, "eth0", silent: false);
        ns.Ip("addr add 192.0.2.1/24 dev eth0");
        peer.Ip("addr add 192.0.2.10/24 dev eth0");
    }

    public void Dispose()
    {
        cable.Dispose();
        ns.Dispose();
        peer.Dispose();
    }

    [KernelTheory]
    [InlineData("route add 198.51.100.0/24 via 192.0.2.254")]
    [InlineData("route add 2001:db8:1::/48 dev eth0")]
    [InlineData("addr add 192.0.2.2/24 dev eth0")]
    [InlineData("addr add 2001:db8::2/64 dev eth0")]
    [InlineData("rule add from 192.0.2.1 lookup 7")]
    [InlineData("-6 rule add from 2001:db8::2 lookup 7")]
    [InlineData("nexthop add id 7 via 192.0.2.254 dev eth0")]
    [InlineData("link set eth0 mtu 1400")]
    public void Each_kind_of_change_wakes(string change)
    {
        WaitForQuiet();
        using var monitor = Monitor(_ => false);
        ns.Ip(change);
        Eventually.True(() => Volatile.Read(ref wakes) > 0, change);
    }

    [KernelFact]
    public void Neighbours_that_come_and_change_and_go_are_shown_and_wake_if_they_matter()
    {
        var address = IPAddress.Parse("192.0.2.66");
        WaitForQuiet();
        using var monitor = Monitor(neighbour => neighbour.Address.Equals(address));
        ns.Ip("neigh replace 192.0.2.55 dev eth0 lladdr 02:00:00:00:00:55 nud reachable");
        ns.Ip("neigh replace 192.0.2.66 dev eth0 lladdr 02:00:00:00:00:66 nud reachable");
        AwaitNeighbour("192.0.2.66", NeighbourState.Reachable, "02:00:00:00:00:66");
        Eventually.True(() => Volatile.Read(ref wakes) > 0, "it wakes");
        ns.Ip("neigh replace 192.0.2.66 dev eth0 lladdr 02:00:00:00:00:67 nud reachable");
        AwaitNeighbour("192.0.2.66", NeighbourState.Reachable, "02:00:00:00:00:67");
        ns.Ip("neigh del 192.0.2.66 dev eth0");
        Eventually.True(() => neighbours.Any(n => n.Address.Equals(address) && n.State == NeighbourState.None), "it is gone");
    }

    [KernelFact]
    public void Neighbours_that_do_not_matter_wake_nobody()
    {
        WaitForQuiet();
        using var monitor = Monitor(_ => false);
        for (var i = 20; i < 40; i++)
        {
            ns.Ip($"neigh replace 192.0.2.{i} dev eth0 lladdr 02:00:00:00:00:{i} nud permanent");
        }
        AwaitNeighbour("192.0.2.39", NeighbourState.Permanent, "02:00:00:00:00:39");
        Assert.Equal(0, Volatile.Read(ref wakes));
    }

    // IPv6 configures itself on a new NIC: it changes routes until its addresses are no longer tentative.
    private void WaitForQuiet() =>
        Eventually.True(() => ns.Ip("-6 addr show dev eth0 -tentative").Contains("fe80", StringComparison.Ordinal), "IPv6 has settled");

    private RouteMonitor Monitor(Func<Neighbour, bool> matters) => ns.Run(() => new RouteMonitor(() => Interlocked.Increment(ref wakes), neighbour =>
    {
        neighbours.Enqueue(neighbour);
        return matters(neighbour);
    }));

    private void AwaitNeighbour(string address, NeighbourState state, string mac) => Eventually.True(
        () => neighbours.Any(n => n.Address.Equals(IPAddress.Parse(address)) && n.State == state && n.Mac.ToString() == mac), $"{address} {state} {mac}");
}
