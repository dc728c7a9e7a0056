namespace K8sMirror.Bench.Peers;

/// <summary><c>tc</c> + act_mirred on both directions of the source.</summary>
/// <param name="sensorReady">
/// True: <c>tso gso tx off</c> on the targets, so that the kernel cuts super-packets and fills in checksums for each tool; false: what
/// one gets by default, 65 kB frames with unfinished checksums, which no sensor can use.
/// </param>
internal sealed class MirredBothWays(bool sensorReady) : IMirror
{
    public string Name => sensorReady ? "tc + act_mirred" : "tc + act_mirred, unusable copies";

    public void Start(Rig rig)
    {
        if (sensorReady)
        {
            foreach (var target in rig.TargetNames)
            {
                rig.Node.Exec("ethtool", "-K", target, "tso", "off", "gso", "off", "tx", "off");
            }
        }
        Mirred.Add(rig, "ingress");
        Mirred.Add(rig, "egress");
    }
}
