namespace K8sMirror.Bench;

/// <summary>Medians of one way to mirror in one case. Times are nanoseconds for each frame at the source, above the path without a mirror.</summary>
/// <param name="Mirror">The way.</param>
/// <param name="Targets">Tools.</param>
/// <param name="FrameBytes">Frame length without FCS.</param>
/// <param name="Load">How frames were offered.</param>
/// <param name="SourceNs">On the source's CPU.</param>
/// <param name="TotalNs">On both CPUs.</param>
/// <param name="Delivered">Share of the copies that arrived, 0 to 1.</param>
/// <param name="RatioToMirred">SourceNs over that of tc + act_mirred in the same case.</param>
/// <param name="TotalRatioToMirred">TotalNs over that of tc + act_mirred in the same case.</param>
/// <param name="Samples">SourceNs of each round, in order, receive path included.</param>
internal sealed record PacketRow(
    string Mirror,
    int Targets,
    int FrameBytes,
    string Load,
    double SourceNs,
    double TotalNs,
    double Delivered,
    double? RatioToMirred,
    double? TotalRatioToMirred,
    IReadOnlyList<double> Samples);
