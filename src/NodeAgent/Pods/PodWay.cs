namespace K8sMirror.NodeAgent.Pods;

/// <summary>Where the node's routes lead for a pod's address.</summary>
/// <param name="Nic">Interface index of a NIC that leads to this address alone; 0: there is none.</param>
/// <param name="Problem">Human-readable: why there is none.</param>
/// <param name="Absence">What follows from that.</param>
internal readonly record struct PodWay(int Nic, string Problem, PodAbsence Absence = PodAbsence.Unclear);
