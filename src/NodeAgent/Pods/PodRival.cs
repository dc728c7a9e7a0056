namespace K8sMirror.NodeAgent.Pods;

/// <summary>Of a network to which several NICs lead: which of them is the newest. One that is older is a pod's that had the address before.</summary>
/// <param name="Network">Which pod, and which network of it.</param>
/// <param name="Nic">Interface index, which the kernel counts up.</param>
internal sealed record PodRival(PodNetwork Network, int Nic);
