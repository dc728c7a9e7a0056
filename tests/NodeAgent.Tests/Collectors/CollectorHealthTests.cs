using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using K8sMirror.NodeAgent.Collectors;
using K8sMirror.Testing;

namespace K8sMirror.NodeAgent.Tests.Collectors;

public sealed partial class CollectorHealthTests
{
    private const int Port = 47760;

    [KernelTheory]
    [InlineData("192.0.2.10")]
    [InlineData("2001:db8::10")]
    public void A_port_that_closes_and_opens_again_takes_the_collector_down_and_up(string remote)
    {
        using var rig = new PathRig();
        var collector = PathRig.To(remote, tcp: Port);
        var listener = Listen(rig, remote);
        rig.AwaitUsable(collector);
        var down = rig.Await(collector, p => p.State == CollectorState.Unhealthy, listener.Dispose);
        Assert.Equal($"{remote} refuses connections to TCP port {Port}", down.Problem);
        Assert.True(down.IsResolved);
        Assert.Equal(rig.Cable.Right.Address, down.NextHopMac);
        using var again = Listen(rig, remote);
        rig.Await(collector, p => p.IsUsable);
    }

    [KernelFact]
    public void A_collector_that_is_silent_does_not_answer()
    {
        using var rig = new PathRig();
        // It answers ARP, but no packets.
        rig.Peer.Ip("route add blackhole 192.0.2.1/32");
        var (tcp, ping) = (PathRig.To("192.0.2.10", tcp: Port), PathRig.To("192.0.2.10", icmp: true));
        Assert.Equal($"192.0.2.10 does not answer on TCP port {Port} within 800 ms", rig.Await(tcp, p => p.State == CollectorState.Unhealthy).Problem);
        Assert.Equal("192.0.2.10 does not answer ping", rig.Await(ping, p => p.State == CollectorState.Unhealthy).Problem);
        rig.Await(ping, p => p.IsUsable, () => rig.Peer.Ip("route del blackhole 192.0.2.1/32"));
    }

    [KernelTheory]
    [InlineData("192.0.2.10", "1 0")]
    [InlineData("192.0.2.10", "0 0")]
    [InlineData("2001:db8::10", "1 0")]
    [InlineData("2001:db8::10", "0 0")]
    public void Ping_is_answered_on_a_raw_socket_and_on_a_ping_socket(string remote, string groups)
    {
        using var rig = new PathRig();
        rig.Node.Exec("sysctl", "-qw", $"net.ipv4.ping_group_range={groups}");
        // Unreachable first, so that the usable state comes from an answer and not from a missing check.
        rig.Peer.Ip("route add blackhole 192.0.2.1/32");
        rig.Peer.Ip("route add blackhole 2001:db8::1/128");
        rig.Node.Ip($"neigh replace {remote} dev eth0 lladdr {rig.Cable.Right.Address} nud permanent");
        var collector = PathRig.To(remote, icmp: true);
        Assert.Equal($"{remote} does not answer ping", rig.Await(collector, p => p.State == CollectorState.Unhealthy).Problem);
        rig.Await(collector, p => p.IsUsable, () =>
        {
            rig.Peer.Ip("route del blackhole 192.0.2.1/32");
            rig.Peer.Ip("route del blackhole 2001:db8::1/128");
        });
    }

    [KernelFact]
    public void An_agent_that_may_not_ping_says_what_is_missing()
    {
        using var rig = new PathRig();
        rig.Node.Exec("sysctl", "-qw", "net.ipv4.ping_group_range=1 0");
        using var paths = new KernelCollectorPaths();
        var collector = PathRig.To("192.0.2.10", icmp: true);
        // Capabilities belong to a thread, and threads that it starts inherit them.
        rig.Node.Run(() =>
        {
            DropNetRaw();
            paths.Resolve([collector]);
        });
        var down = Eventually.Get(() => paths.Resolve([collector])[collector] is { State: CollectorState.Unhealthy } path ? path : null, "it is down");
        Assert.Equal(
            "192.0.2.10 cannot be pinged: the agent needs the capability NET_RAW, or its group in the node's net.ipv4.ping_group_range", down.Problem);
    }

    [KernelFact]
    public void Both_checks_have_to_hold()
    {
        using var rig = new PathRig();
        var collector = PathRig.To("192.0.2.10", tcp: Port, icmp: true);
        Assert.Equal($"192.0.2.10 refuses connections to TCP port {Port}", rig.Await(collector, p => p.State == CollectorState.Unhealthy).Problem);
        using var listener = Listen(rig, "192.0.2.10");
        rig.Await(collector, p => p.IsUsable);
    }

    [KernelFact]
    public void Checks_come_from_the_source_address()
    {
        using var rig = new PathRig();
        rig.Node.Ip("addr add 192.0.2.2/24 dev eth0");
        using var listener = Listen(rig, "192.0.2.10");
        rig.AwaitUsable(PathRig.To("192.0.2.10", "192.0.2.2", tcp: Port));
        using var taken = listener.AcceptSocket();
        Assert.Equal(IPAddress.Parse("192.0.2.2"), ((IPEndPoint)taken.RemoteEndPoint!).Address);
    }

    [Fact]
    public void Down_after_failures_in_a_row_and_up_after_one_success()
    {
        var record = new HealthRecord();
        Assert.False(record.Take("refuses", 2));
        Assert.Equal("", record.Problem);
        Assert.False(record.Take("", 2));
        Assert.False(record.Take("refuses", 2));
        Assert.True(record.Take("refuses", 2));
        Assert.Equal("refuses", record.Problem);
        Assert.False(record.Take("refuses", 2));
        Assert.True(record.Take("", 2));
        Assert.Equal("", record.Problem);
    }

    [Fact]
    public void While_down_other_words_count_once_they_last()
    {
        var record = new HealthRecord();
        record.Take("silent", 2);
        record.Take("silent", 2);
        Assert.False(record.Take("refuses", 2));
        Assert.False(record.Take("silent", 2));
        Assert.False(record.Take("refuses", 2));
        Assert.True(record.Take("refuses", 2));
        Assert.Equal("refuses", record.Problem);
    }

    private static TcpListener Listen(PathRig rig, string address) => rig.Peer.Run(() =>
    {
        var listener = new TcpListener(IPAddress.Parse(address), Port);
        listener.Start();
        return listener;
    });

    // capset(2), version 3: three sets of two words; NET_RAW is bit 13.
    private static unsafe void DropNetRaw()
    {
        var header = stackalloc uint[] { 0x20080522, 0 };
        var sets = stackalloc uint[6];
        if (Capget(header, sets) != 0)
        {
            throw new InvalidOperationException($"capget: errno {Marshal.GetLastPInvokeError()}");
        }
        for (var i = 0; i < 3; i++)
        {
            sets[i] &= ~(1u << 13);
        }
        if (Capset(header, sets) != 0)
        {
            throw new InvalidOperationException($"capset: errno {Marshal.GetLastPInvokeError()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "capget", SetLastError = true)]
    private static unsafe partial int Capget(uint* header, uint* sets);

    [LibraryImport("libc", EntryPoint = "capset", SetLastError = true)]
    private static unsafe partial int Capset(uint* header, uint* sets);
}
