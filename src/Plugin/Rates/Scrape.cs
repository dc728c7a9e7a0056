namespace K8sMirror.Plugin.Rates;

/// <summary>Counters of several agents.</summary>
/// <param name="At">When each node's page arrived, in seconds of a monotonic clock.</param>
/// <param name="Edges">All copies.</param>
/// <param name="Problems">Agents that did not answer, and why.</param>
internal sealed record Scrape(
    IReadOnlyDictionary<string, double> At, IReadOnlyDictionary<EdgeName, EdgeTotals> Edges, IReadOnlyList<string> Problems)
{
    /// <summary>Pods that own sources, by node and NIC; a NIC that is missing here is the node's own.</summary>
    public IReadOnlyDictionary<(string Node, string Source), PodName> Pods { get; init; } = new Dictionary<(string, string), PodName>();
}
