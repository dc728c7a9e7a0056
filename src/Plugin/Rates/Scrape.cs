namespace K8sMirror.Plugin.Rates;

/// <summary>Counters of several agents.</summary>
/// <param name="At">When each node's page arrived, in seconds of a clock that never goes back.</param>
/// <param name="Edges">All copies.</param>
/// <param name="Problems">Agents that did not answer, and why.</param>
internal sealed record Scrape(
    IReadOnlyDictionary<string, double> At, IReadOnlyDictionary<EdgeName, EdgeTotals> Edges, IReadOnlyList<string> Problems)
{
    /// <summary>Whose NIC a source is, by node and NIC; a NIC that is not here is the node's own.</summary>
    public IReadOnlyDictionary<(string Node, string Source), PodName> Pods { get; init; } = new Dictionary<(string, string), PodName>();
}
