using K8sMirror.Testing;

namespace K8sMirror.Bench.Peers;

/// <summary><c>tc</c>: act_mirred to a VXLAN device of the kernel, one for each collector.</summary>
internal sealed class MirredVxlan : IMirror
{
    public string Name => "tc + act_mirred into vxlan";

    /// <summary>The collectors are reached over IPv6.</summary>
    public bool Ipv6 { get; init; }

    /// <summary><c>tso gso tx off</c> on the NIC below, like a NIC that does not segment tunnels: the kernel cuts before sending.</summary>
    public bool Cuts { get; init; }

    public void Start(Rig rig)
    {
        Underlay.Prepare(rig, Cuts);
        rig.Node.Ip($"link add v0 type vxlan id 42 dstport 4789 remote {Underlay.Remote(Ipv6)} local {Underlay.Local(Ipv6)}");
        rig.Node.Ip("link set v0 mtu 1600 up");
        rig.Node.Exec("tc", "qdisc", "add", "dev", "s0", "clsact");
        rig.Node.Exec("tc", "filter", "add", "dev", "s0", "ingress", "protocol", "all", "u32", "match", "u32", "0", "0", "action", "mirred", "egress", "mirror", "dev", "v0");
    }
}
