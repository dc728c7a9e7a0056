using K8sMirror.Testing;

namespace K8sMirror.Bench.Peers;

/// <summary><c>tc</c>: rules one behind the other, none of which matches, each with a mirred action.</summary>
/// <param name="kind"><c>u32</c> or <c>flower</c>.</param>
/// <param name="rules">How many.</param>
internal sealed class TcFilters(string kind, int rules) : IMirror
{
    public string Name => $"tc {kind}, {rules} rules";

    /// <summary>True if this kernel has the classifier.</summary>
    public static bool IsInKernel(string kind)
    {
        using var node = new TestNetNs();
        node.Exec("tc", "qdisc", "add", "dev", "lo", "clsact");
        return Command.Try("nsenter", $"--net={node.Path}", "tc", "filter", "add", "dev", "lo", "ingress", "protocol", "ip", kind, "action", "drop").ExitCode == 0;
    }

    public void Start(Rig rig)
    {
        rig.Node.Exec("tc", "qdisc", "add", "dev", "s0", "clsact");
        var batch = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(batch, FilterBenchmark.PrefixList(rules, 0).Select((prefix, i) => kind == "u32"
                ? $"filter add dev s0 ingress protocol ip pref 1 u32 match ip src {prefix} match ip protocol 17 0xff match ip sport {2000 + i} 0xffff match ip dport {10 + i} 0xffff action mirred egress mirror dev t0"
                : $"filter add dev s0 ingress protocol ip pref {1 + i} flower src_ip {prefix} ip_proto udp src_port {2000 + i} dst_port {10 + i} action mirred egress mirror dev t0"));
            rig.Node.Exec("tc", "-batch", batch);
        }
        finally
        {
            File.Delete(batch);
        }
    }
}
