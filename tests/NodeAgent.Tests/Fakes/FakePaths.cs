using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using K8sMirror.NodeAgent.Collectors;

namespace K8sMirror.NodeAgent.Tests.Fakes;

/// <summary>Paths that a test sets; by default a collector is reached over interface 3 with an MTU of 1500.</summary>
internal sealed class FakePaths : ICollectorPaths
{
    private readonly ConcurrentDictionary<string, CollectorPath> paths = new(StringComparer.Ordinal);
    private Action changed = () => { };

    public IReadOnlyDictionary<Collector, CollectorPath> Resolve(IReadOnlyCollection<Collector> wanted) =>
        wanted.ToDictionary(c => c, c => paths.GetValueOrDefault(c.Remote.ToString(), Usable(c.Remote)));

    public void Start(Action changed) => this.changed = changed;

    public void Set(string remote, CollectorPath path)
    {
        paths[remote] = path;
        changed();
    }

    public static CollectorPath Usable(IPAddress remote) => new()
    {
        Index = 3,
        Nic = "eth2",
        Mtu = 1500,
        Source = remote.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Parse("192.0.2.1") : IPAddress.Parse("2001:db8::1"),
        LocalMac = new([2, 0, 0, 0, 0, 1]),
        NextHopMac = new([2, 0, 0, 0, 0, 2]),
    };

    public void Dispose()
    {
    }
}
