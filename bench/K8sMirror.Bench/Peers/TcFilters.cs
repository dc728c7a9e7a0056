using K8sMirror.Testing;

namespace K8sMirror.Bench.Peers;

/// <summary><c>tc</c>: a sequence of rules, each with a mirred action.</summary>
/// <param name="kind"><c>u32</c> or <c>flower</c>.</param>
/// <param name="rules">How many.</param>
/// <param name="copies">True: the last one matches; false: none does.</param>
internal sealed class TcFilters(string kind, int rules, bool copies) : IMirror
{
    // The same action as in the rules: a kernel may have only this one.
    private static readonly string[] Mirror = ["action", "mirred", "egress", "mirror", "dev", "lo"];

    public string Name => $"tc {kind}, {rules} rules";

    /// <summary>True if this kernel has the classifier.</summary>
    public static bool IsInKernel(string kind)
    {
        using var node = new TestNetNs();
        node.Exec("tc", "qdisc", "add", "dev", "lo", "clsact");
        string[] match = kind == "u32" ? ["match", "u32", "0", "0"] : [];
        return Command.Try("nsenter", [$"--net={node.Path}", "tc", "filter", "add", "dev", "lo", "ingress", "protocol", "ip", kind, .. match, .. Mirror]).ExitCode == 0;
    }

    public void Start(Rig rig)
    {
        rig.Node.Exec("tc", "qdisc", "add", "dev", "s0", "clsact");
        var batch = Path.GetTempFileName();
        try
        {
            var none = FilterBenchmark.PrefixList(rules, 0).Select((prefix, i) => (Prefix: prefix, From: 2000 + i, To: 10 + i));
            // One flow comes from 10.0.0.1, the 100,000 addresses are in 11.0.0.0/8: 10.0.0.0/7 covers both.
            var all = copies ? none.SkipLast(1).Append((Prefix: "10.0.0.0/7", From: 1000, To: 9)) : none;
            File.WriteAllLines(batch, all.Select((rule, i) => kind == "u32"
                ? $"filter add dev s0 ingress protocol ip pref 1 u32 match ip src {rule.Prefix} match ip protocol 17 0xff match ip sport {rule.From} 0xffff match ip dport {rule.To} 0xffff action mirred egress mirror dev t0"
                : $"filter add dev s0 ingress protocol ip pref {1 + i} flower src_ip {rule.Prefix} ip_proto udp src_port {rule.From} dst_port {rule.To} action mirred egress mirror dev t0"));
            rig.Node.Exec("tc", "-batch", batch);
        }
        finally
        {
            File.Delete(batch);
        }
    }
}
