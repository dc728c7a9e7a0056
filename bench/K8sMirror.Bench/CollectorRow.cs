namespace K8sMirror.Bench;

/// <summary>Medians of one way to copy to a collector, or to spread over tools. Times are nanoseconds for each frame at the source.</summary>
/// <param name="Name">How.</param>
/// <param name="Size">Bytes of a frame.</param>
/// <param name="Delivered">Share of the copies that arrived, 0 to 1.</param>
/// <param name="AboveNs">Above the path without a mirror, at the same pace.</param>
/// <param name="Ratio">Of that to <c>tc</c> into a VXLAN device over IPv4, in the same rounds.</param>
internal sealed record CollectorRow(string Name, int Size, double Delivered, double AboveNs, double Ratio);
