using System.Net;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Collectors;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>A node with sources <c>eth1</c>, <c>eth3</c> and a NIC <c>eth2</c> behind which collectors are.</summary>
internal sealed class CollectorNode : IDisposable
{
    public const string Remote4 = "198.51.100.10";
    public const string Remote6 = "2001:db8:51::10";
    private const string Local4 = "198.51.100.1";
    private const string Local6 = "2001:db8:51::1";
    private readonly int mtu;

    public CollectorNode(int mtu = 9000, AttachMode attach = AttachMode.Auto)
    {
        this.mtu = mtu;
        Broker = new([], attach);
        Broker.AddNic("eth1", 9000);
        Broker.AddNic("eth2", mtu);
        Broker.AddNic("eth3", 9000);
        Broker.Behind("eth2").Ip($"addr add {Remote4}/24 dev wire");
        Broker.Behind("eth2").Exec("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=0", "net.ipv6.conf.wire.disable_ipv6=0");
        Broker.Behind("eth2").AddIpv6($"{Remote6}/64", "wire");
        Broker.Behind("eth2").Ip("link set lo up");
    }

    public BrokerNode Broker { get; }

    /// <summary>A tunnel of a type to an IPv4 or IPv6 address.</summary>
    public static TargetTunnel Tunnel(TunnelType type, bool ipv6, int version = 0) => new()
    {
        Type = type,
        Remote = ipv6 ? Remote6 : Remote4,
        Id = type == TunnelType.ERSPAN ? 1000 : 0x123456,
        Version = version,
        Dscp = 46,
        Ttl = 33,
    };

    public static MirrorTarget Target(TargetTunnel tunnel, MtuPolicy policy = MtuPolicy.Drop) => new() { Name = "collector", Tunnel = tunnel, MtuPolicy = policy };

    public static MirrorSession Session(params MirrorTarget[] targets) => new() { Mirror = "a", Sources = [new() { Interface = "eth1", Direction = MirrorDirection.Ingress }], Targets = targets };

    /// <summary>The path to a target over eth2, as the kernel would report it.</summary>
    public CollectorPath Path(bool ipv6, CollectorState state = CollectorState.Usable) => new()
    {
        State = state,
        Index = Broker.Node.Link("eth2").Index,
        Nic = "eth2",
        Mtu = mtu,
        Source = IPAddress.Parse(ipv6 ? Local6 : Local4),
        LocalMac = Broker.Node.Link("eth2").Address,
        NextHopMac = Broker.Behind("eth2").Link("wire").Address,
        Problem = state == CollectorState.Usable ? "" : "test",
    };

    public CollectorWays Ways(NodeMirrorSpec spec, CollectorState state = CollectorState.Usable) =>
        new(CollectorWays.In(spec).ToDictionary(c => c, c => Path(c.Remote.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6, state)));

    public void Apply(params MirrorSession[] sessions) => Broker.Apply(sessions, Ways(new() { Sessions = sessions }));

    /// <summary>Counters of eth1's edge to a target, once so many frames have been seen and all are accounted for.</summary>
    public EdgeCounters Settled(MirrorTarget target, int frames) => Eventually.Get(
        () => Broker.AllSettled().GetValueOrDefault($"eth1>{target.Id}") is { } edge && edge.Seen.Frames == (ulong)frames ? edge : null, $"books of {target.Id}");

    public void Dispose() => Broker.Dispose();
}
