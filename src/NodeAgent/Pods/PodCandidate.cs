namespace K8sMirror.NodeAgent.Pods;

/// <summary>NICs that could be a pod's, because they lead to its address.</summary>
/// <param name="Namespace">The node's id of the network namespace that they lead into; null if none.</param>
/// <param name="Nic">Interface index of the node's end of the NIC with the address; 0: that one has no end at the node.</param>
/// <param name="Nics">Interface indexes of all of them, sorted; at least one.</param>
/// <param name="NotBefore">A time when they did not exist yet.</param>
internal sealed record PodCandidate(int? Namespace, int Nic, IReadOnlyList<int> Nics, DateTimeOffset NotBefore)
{
    /// <summary>The interface index by which candidates are compared by age.</summary>
    public int Age => Nic != 0 ? Nic : Nics[^1];
}
