using System.Globalization;
using System.Text.RegularExpressions;

namespace K8sMirror.E2E.Cluster;

/// <summary>A node's counters for the copies of what eth1 receives to one tool's NIC, over all mirrors.</summary>
/// <param name="Seen">Frames that were to be copied.</param>
/// <param name="Sent">Copies that were sent.</param>
/// <param name="Dropped">Copies that were not, by reason, without zeros.</param>
internal sealed partial record EdgeCount(long Seen, long Sent, IReadOnlyDictionary<string, long> Dropped)
{
    /// <summary>The only reason that is not a loss: the CPU budget was used up, which is checked and counted before a copy is made.</summary>
    public const string Refusal = "budget";

    /// <summary>All copies that were not sent.</summary>
    public long AllDropped => Dropped.Values.Sum();

    /// <summary>Parses the agent's <c>/metrics</c>.</summary>
    public static EdgeCount Read(string metrics, string target)
    {
        var lines = Series().Matches(metrics)
            .Where(match => match.Groups["labels"].Value.Contains($"target=\"{target}\"", StringComparison.Ordinal)
                && match.Groups["labels"].Value.Contains("source=\"eth1\"", StringComparison.Ordinal))
            .ToLookup(match => match.Groups["name"].Value);
        return new(
            lines["k8smirror_seen_packets_total"].Sum(Value),
            lines["k8smirror_mirrored_packets_total"].Sum(Value),
            lines["k8smirror_dropped_packets_total"].Where(match => Value(match) != 0)
                .GroupBy(match => Reason().Match(match.Groups["labels"].Value).Groups[1].Value)
                .ToDictionary(group => group.Key, group => group.Sum(Value)));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"seen {Seen}, sent {Sent}, dropped {string.Join(", ", Dropped.Select(reason => $"{reason.Key} {reason.Value}").DefaultIfEmpty("0"))}";

    private static long Value(Match match) => (long)double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("""^(?<name>\w+)\{(?<labels>[^}]*)\} (?<value>\S+)""", RegexOptions.Multiline)]
    private static partial Regex Series();

    [GeneratedRegex("reason=\"(\\w+)\"")]
    private static partial Regex Reason();
}
