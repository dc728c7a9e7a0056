namespace K8sMirror.Bench;

/// <summary>One iperf3 TCP flow through a NIC whose received and sent frames are both mirrored; medians.</summary>
/// <param name="Mirror">The way.</param>
/// <param name="Copies">What the targets get.</param>
/// <param name="Targets">Tools.</param>
/// <param name="Data">Which way the data goes, as the mirrored NIC sees it: received or sent.</param>
/// <param name="GbitPerSecond">Throughput of the flow itself.</param>
/// <param name="Kept">That over the throughput without a mirror.</param>
/// <param name="RatioToMirred">That over the throughput with tc + act_mirred whose targets get the same.</param>
/// <param name="Retransmits">Segments that the flow had to send again: it lost frames on the way.</param>
/// <param name="Delivered">Share of the flow's bytes that reached the tools, 0 to 1.</param>
/// <param name="BooksAreExact">Of each edge: seen = mirrored + dropped. Null where nobody counts.</param>
/// <param name="Dropped">What was not sent, by reason, in all rounds.</param>
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
    /// <summary>For targets that segment by themselves.</summary>
    public const string Whole = "super-packets";

    /// <summary>Wire-sized and checksummed, for sensors.</summary>
    public const string Cut = "wire frames";
}
