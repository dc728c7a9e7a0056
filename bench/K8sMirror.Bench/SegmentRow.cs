namespace K8sMirror.Bench;

/// <summary>A TCP flow of small segments at 50 Mbit/s, GRO on the source: super-packets of very many segments.</summary>
/// <param name="Mirror">The way.</param>
/// <param name="SegmentBytes">The flow's MSS.</param>
/// <param name="Targets">Tools, to which the node cuts.</param>
/// <param name="Data">Which way the data goes, as the mirrored NIC sees it: received or sent.</param>
/// <param name="MbitPerSecond">What the flow itself got through.</param>
/// <param name="Retransmits">Segments that the flow had to send again.</param>
/// <param name="Copies">Frames on the wire that tools should have got: what the hooks saw; of others, reckoned from the bytes at the source NIC.</param>
/// <param name="Delivered">Share of them that reached the tools, 0 to 1.</param>
/// <param name="Dropped">What was not sent, by reason.</param>
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
