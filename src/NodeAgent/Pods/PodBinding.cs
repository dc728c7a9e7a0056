namespace K8sMirror.NodeAgent.Pods;

/// <summary>The NICs of the node that belong to a pod, until they go. Kept when the pod is no longer named, because they cannot be another pod's.</summary>
/// <param name="Network">The pod, and its network.</param>
/// <param name="Namespace">The node's id of the pod's network namespace; null if the NIC does not lead into one, such as a tap device.</param>
/// <param name="Nic">Interface index of the node's end of the NIC with the pod's addresses; 0: there is none, or it has gone.</param>
/// <param name="Nics">Interface indexes of the node's ends of all its NICs, sorted; at least one.</param>
/// <param name="HadNic">True if <paramref name="Nic"/> was not always 0.</param>
internal sealed record PodBinding(PodNetwork Network, int? Namespace, int Nic, IReadOnlyList<int> Nics, bool HadNic);
