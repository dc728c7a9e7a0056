namespace K8sMirror.Plugin.Rates;

/// <summary>Counters of one copy at one moment.</summary>
internal sealed class EdgeTotals
{
    public double Seen { get; set; }

    public double Mirrored { get; set; }

    public double Bytes { get; set; }

    /// <summary>Copies that were not sent, by reason.</summary>
    public Dictionary<string, double> Dropped { get; } = new(StringComparer.Ordinal);
}
