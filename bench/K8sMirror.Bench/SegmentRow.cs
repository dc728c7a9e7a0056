namespace K8sMirror.Bench;

/// <summary>A TCP flow of small segments at 50 Mbit/s, GRO on the source: super-packets with very many segments.</summary>
/// <param name="Mirror">The method.</param>
/// <param name="SegmentBytes">The flow's MSS.</param>
/// <param name="Targets">Number of tools, for which the node cuts.</param>
/// <param name="Data">Direction of the data, as the mirrored NIC sees it: received or sent.</param>
/// <param name="MbitPerSecond">Throughput of the flow itself.</param>
/// <param name="Retransmits">Segments that the flow had to retransmit.</param>
/// <param name="Copies">Frames on the wire that tools should have got: what the hooks saw; for other methods, from the bytes at the source NIC.</param>
/// <param name="Delivered">Share of them that reached the tools, 0 to 1.</param>
/// <param name="Dropped">Copies that were not sent, by reason.</param>
internal sealed record SegmentRow(
    string Mirror,
    int SegmentBytes,
    int Targets,
    string Data,
    double MbitPerSecond,
    double Retransmits,
    ulong Copies,
    double Delivered,
    string Dropped);
