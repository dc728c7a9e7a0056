namespace K8sMirror.NodeAgent.Pods;

/// <summary>Of a network to which several NICs lead, the newest. Older ones belong to pods that had the address before.</summary>
/// <param name="Network">The pod, and its network.</param>
/// <param name="Nic">Interface index, which the kernel counts up.</param>
internal sealed record PodRival(PodNetwork Network, int Nic);
