namespace K8sMirror.Plugin.Rates;

/// <summary>Current rates of one copy. Packets are frames as on the wire.</summary>
/// <param name="Node">Node.</param>
/// <param name="Mirror">Mirror that asks for it.</param>
/// <param name="Source">NIC.</param>
/// <param name="Direction"><c>ingress</c> or <c>egress</c>.</param>
/// <param name="Target">NIC.</param>
/// <param name="SeenPerSecond">Packets that the source's hook saw.</param>
/// <param name="MirroredPerSecond">Copies that the target took.</param>
/// <param name="BitsPerSecond">Their size, Ethernet header included.</param>
/// <param name="DroppedPerSecond">Copies that were not sent, by reason; only reasons that are not zero.</param>
internal sealed record EdgeRate(
    string Node, string Mirror, string Source, string Direction, string Target, double SeenPerSecond, double MirroredPerSecond, double BitsPerSecond,
    IReadOnlyDictionary<string, double> DroppedPerSecond)
{
    /// <summary>Pod that owns the source; null if it is the node's own NIC.</summary>
    public PodName? Pod { get; init; }
}
