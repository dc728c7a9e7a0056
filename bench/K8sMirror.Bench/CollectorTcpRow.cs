namespace K8sMirror.Bench;

/// <summary>Medians of one TCP connection through the mirrored NIC, copied to a collector.</summary>
/// <param name="Name">The method.</param>
/// <param name="Gbit">Gbit/s of the connection.</param>
/// <param name="Copied">Bytes that reached the collector, tunnel headers included, per byte at the source, acknowledgements included.</param>
/// <param name="Kept">Throughput relative to that without a mirror.</param>
/// <param name="CostRatio">Extra time per byte, relative to that of <c>tc</c> with a VXLAN device that gets whole super-packets.</param>
/// <param name="CutCostRatio">The same, relative to one whose NIC does not segment.</param>
internal sealed record CollectorTcpRow(string Name, double Gbit, double Copied, double Kept, double CostRatio, double CutCostRatio);
