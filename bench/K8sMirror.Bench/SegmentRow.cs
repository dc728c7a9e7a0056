namespace K8sMirror.Bench;

/// <summary>A TCP flow of small segments at 50 Mbit/s, default budget, GRO on the source: super-packets of very many segments.</summary>
/// <param name="SegmentBytes">The flow's MSS.</param>
/// <param name="Targets">Tools, to which the node cuts.</param>
/// <param name="Data">Which way the data goes, as the mirrored NIC sees it: received or sent.</param>
/// <param name="Copies">Copies of what the hooks saw, in frames on the wire.</param>
/// <param name="Delivered">Share of them that reached the tools, 0 to 1.</param>
/// <param name="Dropped">What was not sent, by reason.</param>
internal sealed record SegmentRow(int SegmentBytes, int Targets, string Data, ulong Copies, double Delivered, string Dropped);
