namespace K8sMirror.Bench;

/// <summary>A NIC that is not a source, 64 B frames at full speed, without and with a mirror of another NIC of its node; medians.</summary>
/// <param name="WithoutNs">Nanoseconds per frame without any mirror on the machine.</param>
/// <param name="WithNs">Nanoseconds per frame with a mirror.</param>
/// <param name="DifferenceNs">Difference of the two, within a round.</param>
/// <param name="Dearer">Pairs in which the mirror cost anything.</param>
/// <param name="Pairs">Number of pairs.</param>
/// <param name="Samples">Difference of each pair, in order.</param>
internal sealed record BystanderRow(double WithoutNs, double WithNs, double DifferenceNs, int Dearer, int Pairs, IReadOnlyList<double> Samples);
