namespace K8sMirror.Bench;

/// <summary>Medians of one method of copying to a collector, or spreading over tools. Times are nanoseconds per frame at the source.</summary>
/// <param name="Name">The method.</param>
/// <param name="Size">Bytes of a frame.</param>
/// <param name="Delivered">Share of the copies that arrived, 0 to 1.</param>
/// <param name="AboveNs">Above the path without a mirror, at the same pace.</param>
/// <param name="Ratio">AboveNs relative to <c>tc</c> with a VXLAN device over IPv4, in the same rounds.</param>
internal sealed record CollectorRow(string Name, int Size, double Delivered, double AboveNs, double Ratio);
