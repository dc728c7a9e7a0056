namespace K8sMirror.Bench;

/// <summary>Medians of one TCP connection through the mirrored NIC, copied to a collector.</summary>
/// <param name="Name">How.</param>
/// <param name="Gbit">Gbit/s of the connection.</param>
/// <param name="Copied">Bytes that reached the collector, headers of the tunnel included, for each byte at the source, acknowledgements included.</param>
/// <param name="Kept">Share of what it has without a mirror.</param>
/// <param name="CostRatio">Of the time that a byte takes beyond that without a mirror, to that with <c>tc</c> into a VXLAN device that gets super-packets whole.</param>
/// <param name="CutCostRatio">The same to one whose NIC does not segment.</param>
internal sealed record CollectorTcpRow(string Name, double Gbit, double Copied, double Kept, double CostRatio, double CutCostRatio);
