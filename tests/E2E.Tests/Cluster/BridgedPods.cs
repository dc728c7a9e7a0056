namespace K8sMirror.E2E.Cluster;

/// <summary>A node whose CNI plugin is Debian's bridge, as flannel uses it, until disposed; only for pods started after this.</summary>
internal sealed class BridgedPods : IDisposable
{
    /// <summary>Name of the bridge.</summary>
    public const string Bridge = "cni0";

    private readonly TestNode node;
    private readonly string file;
    private readonly string before;
    private readonly IReadOnlyList<string> subnets;

    /// <summary>Changes the node's configuration; containerd notices it.</summary>
    public BridgedPods(TestNode node)
    {
        this.node = node;
        file = $"/var/lib/k8smirror-cluster/{Script.ClusterName}/{node.Name}/cni/10-pods.conflist";
        before = File.ReadAllText(file);
        subnets = ClusterAddresses.PodSubnets(before);
        File.WriteAllText(file, before.Replace("\"type\": \"ptp\"", $"\"type\": \"bridge\", \"bridge\": \"{Bridge}\", \"isGateway\": true, \"hairpinMode\": true", StringComparison.Ordinal));
        // They would take precedence over the bridge's own routes.
        foreach (var subnet in subnets)
        {
            _ = Script.Try("in", node.Name, "ip", "route", "del", "blackhole", subnet);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.WriteAllText(file, before);
        _ = Script.Try("in", node.Name, "ip", "link", "del", Bridge);
        foreach (var subnet in subnets)
        {
            _ = node.Exec("ip", "route", "replace", "blackhole", subnet);
        }
    }
}
