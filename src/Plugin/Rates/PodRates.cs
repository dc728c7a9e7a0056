namespace K8sMirror.Plugin.Rates;

/// <summary>Rates of copies → rates of pods. Pure.</summary>
internal static class PodRates
{
    /// <summary>Pods whose packets are copied; most traffic first.</summary>
    public static IReadOnlyList<PodRate> Of(IEnumerable<EdgeRate> edges) =>
    [
        .. edges.Where(e => e.Pod is not null)
            .GroupBy(e => (e.Node, e.Mirror, Pod: e.Pod!))
            .Select(g => new PodRate(
                g.Key.Node, g.Key.Mirror, g.Key.Pod.Namespace, g.Key.Pod.Pod, Seen(g, "egress"), Seen(g, "ingress"), g.Sum(e => e.MirroredPerSecond),
                g.Sum(e => e.BitsPerSecond), g.Sum(e => e.DroppedPerSecond.Values.Sum())))
            .OrderByDescending(p => p.BitsPerSecond).ThenByDescending(p => p.ReceivedPerSecond + p.SentPerSecond)
            .ThenBy(p => p.Node, StringComparer.Ordinal).ThenBy(p => p.Mirror, StringComparer.Ordinal)
            .ThenBy(p => p.Namespace, StringComparer.Ordinal).ThenBy(p => p.Pod, StringComparer.Ordinal),
    ];

    // What the node's end sends, the pod receives. Each target counts the same packets again.
    private static double Seen(IEnumerable<EdgeRate> edges, string direction) =>
        edges.Where(e => e.Direction == direction).GroupBy(e => e.Source).Sum(nic => nic.Max(e => e.SeenPerSecond));
}
