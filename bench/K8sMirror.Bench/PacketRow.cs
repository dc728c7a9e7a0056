namespace K8sMirror.Bench;

/// <summary>Medians of one mirroring method in one case. Times are nanoseconds per frame at the source.</summary>
/// <param name="Mirror">The method.</param>
/// <param name="Targets">Number of tools.</param>
/// <param name="FrameBytes">Frame length without FCS.</param>
/// <param name="Load">How frames were sent.</param>
/// <param name="PathNs">On the source's CPU, receive path included.</param>
/// <param name="PathRatio">PathNs relative to the path without a mirror.</param>
/// <param name="SourceNs">On the source's CPU, above the path without a mirror.</param>
/// <param name="TotalNs">On both CPUs, above the path without a mirror.</param>
/// <param name="ChargedNs">What our agent charged to its budget; only at full speed.</param>
/// <param name="Delivered">Share of the copies that arrived, 0 to 1.</param>
/// <param name="RatioToMirred">SourceNs relative to that of tc + act_mirred in the same case.</param>
/// <param name="TotalRatioToMirred">TotalNs relative to that of tc + act_mirred in the same case.</param>
/// <param name="Samples">PathNs of each round, in order.</param>
internal sealed record PacketRow(
    string Mirror,
    int Targets,
    int FrameBytes,
    string Load,
    double PathNs,
    double PathRatio,
    double SourceNs,
    double TotalNs,
    double ChargedNs,
    double Delivered,
    double? RatioToMirred,
    double? TotalRatioToMirred,
    IReadOnlyList<double> Samples)
{
    /// <summary>At a rate that the slowest method still handles completely, so nothing is refused.</summary>
    public const string Paced = "paced";

    /// <summary>As fast as one CPU can create frames; this is where a budget refuses copies.</summary>
    public const string Full = "full";
}
