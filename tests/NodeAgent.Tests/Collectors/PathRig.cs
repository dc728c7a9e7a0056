using System.Net;
using K8sMirror.NodeAgent.Collectors;
using K8sMirror.Testing;

namespace K8sMirror.NodeAgent.Tests.Collectors;

/// <summary>A node with one NIC and a neighbour at 192.0.2.10 and 2001:db8::10; the node looks up the paths to collectors.</summary>
internal sealed class PathRig : IDisposable
{
    private readonly KernelCollectorPaths paths;
    private int rings;

    public PathRig(PathTiming? timing = null, HealthTiming? health = null, bool silent = false)
    {
        Cable = new(Node, "eth0", Peer, "eth0", silent: silent);
        Node.Ip("addr add 192.0.2.1/24 dev eth0");
        Peer.Ip("addr add 192.0.2.10/24 dev eth0");
        // Otherwise the kernel gives up after 3 s, and waits for 5 s before it confirms a stale neighbour.
        foreach (var family in (string[])["ipv4", "ipv6"])
        {
            Node.Exec("sysctl", "-qw", $"net.{family}.neigh.eth0.retrans_time_ms=100", $"net.{family}.neigh.eth0.delay_first_probe_time=1");
        }
        if (!silent)
        {
            Node.AddIpv6("2001:db8::1/64", "eth0");
            Peer.AddIpv6("2001:db8::10/64", "eth0");
        }
        paths = new(timing ?? new() { Retry = TimeSpan.FromMilliseconds(200) }, health ?? new() { Interval = TimeSpan.FromMilliseconds(50) });
        paths.Start(() => Interlocked.Increment(ref rings));
    }

    public TestNetNs Node { get; } = new(ipv6: true);

    public TestNetNs Peer { get; } = new(ipv6: true);

    public VethLink Cable { get; }

    public int Rings => Volatile.Read(ref rings);

    public static Collector To(string remote, string? source = null, int tcp = 0, bool icmp = false) =>
        new(IPAddress.Parse(remote), source is null ? null : IPAddress.Parse(source), tcp, icmp);

    /// <summary>The current path.</summary>
    public CollectorPath Find(Collector collector) => Node.Run(() => paths.Resolve([collector]))[collector];

    public IReadOnlyDictionary<Collector, CollectorPath> FindAll(params Collector[] collectors) => Node.Run(() => paths.Resolve(collectors));

    /// <summary>Looks up the path, does something, and looks it up again only after a ring, like the agent's loop, until the condition is true.</summary>
    public CollectorPath Await(Collector collector, Func<CollectorPath, bool> isSo, Action? after = null)
    {
        var before = Rings;
        var path = Find(collector);
        after?.Invoke();
        while (!isSo(path))
        {
            try
            {
                Eventually.True(() => Rings != before, "a ring");
            }
            catch (TimeoutException e)
            {
                throw new TimeoutException($"No ring; the path was {path}, and is {Find(collector)}.", e);
            }
            before = Rings;
            path = Find(collector);
        }
        return path;
    }

    public CollectorPath AwaitUsable(Collector collector) => Await(collector, p => p.IsUsable);

    public void Dispose()
    {
        paths.Dispose();
        Cable.Dispose();
        Node.Dispose();
        Peer.Dispose();
    }
}
