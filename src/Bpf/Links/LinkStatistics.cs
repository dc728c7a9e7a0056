namespace K8sMirror.Bpf.Links;

/// <summary>Counters of one interface since its creation (struct rtnl_link_stats64), frames and bytes with Ethernet header.</summary>
/// <param name="RxPackets">Received.</param>
/// <param name="TxPackets">Sent.</param>
/// <param name="RxBytes">Received.</param>
/// <param name="TxBytes">Sent.</param>
/// <param name="RxErrors">Received with an error.</param>
/// <param name="TxErrors">Not sent because of an error.</param>
/// <param name="RxDropped">Received and dropped.</param>
/// <param name="TxDropped">Dropped by the device instead of sent; drops of a full qdisc are not included.</param>
public sealed record LinkStatistics(
    ulong RxPackets, ulong TxPackets, ulong RxBytes, ulong TxBytes, ulong RxErrors, ulong TxErrors, ulong RxDropped, ulong TxDropped);
