namespace K8sMirror.NodeAgent.Pods;

/// <summary>The NICs of the node that are a pod's, until they go. Also kept when the pod is no longer named: what is one pod's is not another's.</summary>
/// <param name="Network">Which pod, and which network of it.</param>
/// <param name="Namespace">The node's number for the pod's network namespace; null if the NIC does not lead into one, such as a tap device.</param>
/// <param name="Nic">Interface index of the node's end of the NIC with the pod's addresses; 0: there is none, or it has gone.</param>
/// <param name="Nics">Interface indexes of the node's ends of all its NICs, sorted; at least one.</param>
/// <param name="HadNic">True if <paramref name="Nic"/> was not always 0.</param>
internal sealed record PodBinding(PodNetwork Network, int? Namespace, int Nic, IReadOnlyList<int> Nics, bool HadNic);
