namespace K8sMirror.Plugin.Rates;

/// <summary>What <c>top</c> shows.</summary>
internal sealed record RateReport(double Seconds, IReadOnlyList<EdgeRate> Edges, IReadOnlyList<string> Notes)
{
    /// <summary>The same by pod; null if not requested.</summary>
    public IReadOnlyList<PodRate>? Pods { get; init; }
}
