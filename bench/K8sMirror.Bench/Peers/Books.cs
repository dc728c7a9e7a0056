using System.Text.Json;

namespace K8sMirror.Bench.Peers;

/// <summary>The sum of our agent's counters over its edges (<c>status --output json</c>), in frames on the wire.</summary>
/// <param name="Seen">Seen by the hooks, once for each edge.</param>
/// <param name="Mirrored">Taken by the targets.</param>
/// <param name="Dropped">Not sent, by reason.</param>
/// <param name="SpentNs">CPU time for copying that was charged to the budget, in nanoseconds.</param>
/// <param name="AreExact">True if seen = mirrored + dropped for each edge, in frames and in bytes.</param>
internal sealed record Books(ulong Seen, ulong Mirrored, IReadOnlyDictionary<string, ulong> Dropped, double SpentNs, bool AreExact)
{
    public static Books Read(string json)
    {
        using var status = JsonDocument.Parse(json);
        var edges = status.RootElement.GetProperty("edges").EnumerateArray().ToList();
        return new(
            Sum(edges.Select(e => e.GetProperty("seenPackets").GetUInt64())),
            Sum(edges.Select(e => e.GetProperty("mirroredPackets").GetUInt64())),
            edges.SelectMany(e => Reasons(e, "Packets").AsEnumerable()).GroupBy(r => r.Name).ToDictionary(g => g.Key, g => Sum(g.Select(r => r.Value.GetUInt64()))),
            status.RootElement.GetProperty("cpu").GetProperty("spentSeconds").GetDouble() * 1e9,
            edges.TrueForAll(e => IsExact(e, "Packets") && IsExact(e, "Bytes")));
    }

    /// <summary>Number of programmed edges.</summary>
    public static int CountEdges(string json)
    {
        using var status = JsonDocument.Parse(json);
        return status.RootElement.GetProperty("agentIsRunning").GetBoolean() ? status.RootElement.GetProperty("edges").GetArrayLength() : 0;
    }

    private static bool IsExact(JsonElement edge, string unit) => edge.GetProperty($"seen{unit}").GetUInt64()
        == edge.GetProperty($"mirrored{unit}").GetUInt64() + Sum(Reasons(edge, unit).Select(r => r.Value.GetUInt64()));

    private static JsonElement.ObjectEnumerator Reasons(JsonElement edge, string unit) => edge.GetProperty($"dropped{unit}").EnumerateObject();

    private static ulong Sum(IEnumerable<ulong> values) => values.Aggregate(0ul, (sum, value) => sum + value);
}
