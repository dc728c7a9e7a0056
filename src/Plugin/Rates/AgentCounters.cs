namespace K8sMirror.Plugin.Rates;

/// <summary>Extracts the counters of copies from an agent's page of metrics.</summary>
internal static class AgentCounters
{
    /// <summary>Names of the series; docs/metrics.md lists all.</summary>
    public static readonly IReadOnlySet<string> Names = new HashSet<string>(StringComparer.Ordinal)
    {
        Seen, Mirrored, Bytes, Dropped, PodInfo,
    };

    private const string Seen = "k8smirror_seen_packets_total";
    private const string Mirrored = "k8smirror_mirrored_packets_total";
    private const string Bytes = "k8smirror_mirrored_bytes_total";
    private const string PodInfo = "k8smirror_pod_info";
    private const string Dropped = "k8smirror_dropped_packets_total";

    /// <summary>Reads a page: the copies, and the pods that own their sources.</summary>
    public static (Dictionary<EdgeName, EdgeTotals> Edges, Dictionary<string, PodName> Pods) Read(string node, string page)
    {
        var edges = new Dictionary<EdgeName, EdgeTotals>();
        var pods = new Dictionary<string, PodName>(StringComparer.Ordinal);
        foreach (var sample in MetricsPage.Read(page, Names).Where(s => s.Label("source").Length > 0))
        {
            if (sample.Name == PodInfo)
            {
                pods[sample.Label("source")] = new(sample.Label("namespace"), sample.Label("pod"));
                continue;
            }
            var name = new EdgeName(node, sample.Label("mirror"), sample.Label("source"), sample.Label("direction"), sample.Label("target"));
            if (!edges.TryGetValue(name, out var totals))
            {
                edges[name] = totals = new();
            }
            switch (sample.Name)
            {
                case Seen:
                    totals.Seen = sample.Value;
                    break;
                case Mirrored:
                    totals.Mirrored = sample.Value;
                    break;
                case Bytes:
                    totals.Bytes = sample.Value;
                    break;
                default:
                    totals.Dropped[sample.Label("reason")] = sample.Value;
                    break;
            }
        }
        return (edges, pods);
    }
}
