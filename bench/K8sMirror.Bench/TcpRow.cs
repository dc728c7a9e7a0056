namespace K8sMirror.Bench;

/// <summary>One iperf3 TCP flow through a NIC whose received and sent frames are both mirrored; medians.</summary>
/// <param name="Mirror">The method.</param>
/// <param name="Copies">What the targets get.</param>
/// <param name="Targets">Number of tools.</param>
/// <param name="Data">Direction of the data, as the mirrored NIC sees it: received or sent.</param>
/// <param name="GbitPerSecond">Throughput of the flow itself.</param>
/// <param name="Kept">Relative to the throughput without a mirror.</param>
/// <param name="RatioToMirred">Relative to the throughput with tc + act_mirred whose targets get the same.</param>
/// <param name="Retransmits">Segments that the flow had to retransmit because frames were lost.</param>
/// <param name="Delivered">Share of the flow's bytes that reached the tools, 0 to 1.</param>
/// <param name="BooksAreExact">True if seen = mirrored + dropped for each edge. Null if nothing counts.</param>
/// <param name="Dropped">Copies that were not sent, by reason, in all rounds.</param>
/// <param name="Samples">Throughput of each round, in order.</param>
internal sealed record TcpRow(
    string Mirror,
    string Copies,
    int Targets,
    string Data,
    double GbitPerSecond,
    double Kept,
    double? RatioToMirred,
    double Retransmits,
    double Delivered,
    bool? BooksAreExact,
    string Dropped,
    IReadOnlyList<double> Samples)
{
    /// <summary>For targets that segment themselves.</summary>
    public const string Whole = "super-packets";

    /// <summary>Wire-sized and checksummed, for sensors.</summary>
    public const string Cut = "wire frames";
}
