namespace K8sMirror.NodeAgent.Pods;

/// <summary>A NIC of a pod.</summary>
/// <param name="Name">Name of the node's end, at the node.</param>
/// <param name="Inside">Name inside the pod; empty if it was not asked for, or the NIC leads into no network namespace.</param>
internal sealed record PodNic(string Name, string Inside);
