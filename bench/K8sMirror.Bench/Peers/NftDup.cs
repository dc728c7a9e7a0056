namespace K8sMirror.Bench.Peers;

/// <summary>nftables: a netdev ingress chain with one <c>dup</c> for each target.</summary>
internal sealed class NftDup : IMirror
{
    public string Name => "nft netdev dup";

    public void Start(Rig rig)
    {
        // Each dup needs its own rule, on its own line.
        rig.Node.Exec("nft", "add table netdev bench; add chain netdev bench in { type filter hook ingress device \"s0\" priority 0; }");
        foreach (var target in rig.TargetNames)
        {
            rig.Node.Exec("nft", $"add rule netdev bench in dup to \"{target}\"");
        }
    }
}
