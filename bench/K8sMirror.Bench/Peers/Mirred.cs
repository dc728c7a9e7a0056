using K8sMirror.Testing;

namespace K8sMirror.Bench.Peers;

/// <summary><c>tc</c>: a u32 filter that matches everything, with one mirred action for each target.</summary>
internal sealed class Mirred : IMirror
{
    public string Name => "tc + act_mirred";

    /// <summary>Also copies what the source sends.</summary>
    public bool BothWays { get; init; }

    /// <summary>
    /// <c>tso gso tx off</c> on the targets: the kernel cuts super-packets and fills in checksums for each tool. Otherwise they get the
    /// default: 65 kB frames with incomplete checksums.
    /// </summary>
    public bool Cuts { get; init; }

    public void Start(Rig rig)
    {
        foreach (var target in Cuts ? rig.TargetNames : [])
        {
            rig.Node.Exec("ethtool", "-K", target, "tso", "off", "gso", "off", "tx", "off");
        }
        rig.Node.Exec("tc", "qdisc", "add", "dev", "s0", "clsact");
        var actions = rig.TargetNames.SelectMany((target, i) =>
            (string[])["action", "mirred", "egress", "mirror", "dev", target, .. i < rig.Targets - 1 ? ["pipe"] : (string[])[]]).ToList();
        foreach (var hook in BothWays ? ["ingress", "egress"] : (string[])["ingress"])
        {
            rig.Node.Exec("tc", ["filter", "add", "dev", "s0", hook, "protocol", "all", "u32", "match", "u32", "0", "0", .. actions]);
        }
    }
}
