namespace K8sMirror.Bench.Peers;

/// <summary>nftables: one rule with a set of prefixes that does not contain the source.</summary>
/// <param name="prefixes">The set.</param>
/// <param name="copies">True: packets not in the set are copied; false: those in the set.</param>
internal sealed class NftSet(IReadOnlyList<string> prefixes, bool copies) : IMirror
{
    public string Name => "nft, a set";

    public void Start(Rig rig)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, $$"""
                add table netdev bench
                add set netdev bench prefixes { type ipv4_addr; flags interval; elements = { {{string.Join(", ", prefixes)}} } }
                add chain netdev bench in { type filter hook ingress device "s0" priority 0; }
                add rule netdev bench in ip saddr {{(copies ? "!= " : "")}}@prefixes dup to "t0"

                """);
            rig.Node.Exec("nft", "-f", file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
