namespace K8sMirror.Bench;

/// <summary>A NIC that is no source, 64 B frames at full speed, without and with a mirror of another NIC of its node; medians.</summary>
/// <param name="WithoutNs">Nanoseconds for each frame while there is no mirror on the machine.</param>
/// <param name="WithNs">While there is.</param>
/// <param name="DifferenceNs">Of the two, within a round.</param>
/// <param name="Dearer">Pairs in which the mirror cost anything.</param>
/// <param name="Pairs">Of so many.</param>
/// <param name="Samples">Difference of each pair, in order.</param>
internal sealed record BystanderRow(double WithoutNs, double WithNs, double DifferenceNs, int Dearer, int Pairs, IReadOnlyList<double> Samples);
