namespace K8sMirror.Plugin.Rates;

/// <summary>Two scrapes → rates. Pure.</summary>
internal static class RateComposer
{
    /// <summary>Composes; most traffic first.</summary>
    /// <param name="first">The earlier one.</param>
    /// <param name="second">The later one.</param>
    /// <param name="notes">Other notes to report.</param>
    public static RateReport Compose(Scrape first, Scrape second, IEnumerable<string> notes)
    {
        var rates = new List<EdgeRate>();
        var longest = 0.0;
        foreach (var (name, now) in second.Edges)
        {
            if (!first.At.TryGetValue(name.Node, out var from) || second.At[name.Node] - from is not (> 0 and var seconds))
            {
                continue;
            }
            longest = Math.Max(longest, seconds);
            var before = first.Edges.GetValueOrDefault(name) ?? new();
            rates.Add(new(
                name.Node, name.Mirror, name.Source, name.Direction, name.Target,
                Rate(before.Seen, now.Seen, seconds), Rate(before.Mirrored, now.Mirrored, seconds), 8 * Rate(before.Bytes, now.Bytes, seconds),
                now.Dropped.Select(d => (d.Key, Rate: Rate(before.Dropped.GetValueOrDefault(d.Key), d.Value, seconds)))
                    .Where(d => d.Rate > 0)
                    .OrderByDescending(d => d.Rate).ThenBy(d => d.Key, StringComparer.Ordinal)
                    .ToDictionary(d => d.Key, d => d.Rate, StringComparer.Ordinal))
            {
                Pod = second.Pods.GetValueOrDefault((name.Node, name.Source)),
            });
        }
        return new(
            longest,
            [.. rates.OrderByDescending(r => r.BitsPerSecond).ThenByDescending(r => r.SeenPerSecond)
                .ThenBy(r => r.Node, StringComparer.Ordinal).ThenBy(r => r.Mirror, StringComparer.Ordinal)
                .ThenBy(r => r.Source, StringComparer.Ordinal).ThenBy(r => r.Direction, StringComparer.Ordinal).ThenBy(r => r.Target, StringComparer.Ordinal)],
            [.. notes.Concat(second.Problems).Distinct()]);
    }

    // A counter that decreased has restarted: its mirror was re-created.
    private static double Rate(double before, double now, double seconds) => (now >= before ? now - before : now) / seconds;
}
