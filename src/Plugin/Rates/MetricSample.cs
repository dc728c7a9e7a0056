namespace K8sMirror.Plugin.Rates;

/// <summary>One line of a page of metrics.</summary>
internal readonly record struct MetricSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    /// <summary>Value of a label; empty if it is missing.</summary>
    public string Label(string name) => Labels.GetValueOrDefault(name, "");
}
