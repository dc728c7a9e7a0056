namespace K8sMirror.Bpf.Links;

/// <summary>Counters of one interface since it was made (struct rtnl_link_stats64), frames and bytes with Ethernet header.</summary>
/// <param name="RxPackets">Received.</param>
/// <param name="TxPackets">Sent.</param>
/// <param name="RxBytes">Received.</param>
/// <param name="TxBytes">Sent.</param>
/// <param name="RxErrors">Received and bad.</param>
/// <param name="TxErrors">Not sent because of an error.</param>
/// <param name="RxDropped">Received and dropped.</param>
/// <param name="TxDropped">Dropped by the device instead of sent; a full qdisc does not count here.</param>
public sealed record LinkStatistics(
    ulong RxPackets, ulong TxPackets, ulong RxBytes, ulong TxBytes, ulong RxErrors, ulong TxErrors, ulong RxDropped, ulong TxDropped);
