namespace K8sMirror.Scale;

/// <summary>Size of a run with pods.</summary>
/// <param name="Nodes">Number of nodes.</param>
/// <param name="PodsPerNode">Pods on each node at the beginning.</param>
/// <param name="ChangesPerSecond">Pods that come, go or move per second.</param>
/// <param name="Seconds">Duration.</param>
internal sealed record PodScale(int Nodes, int PodsPerNode, int ChangesPerSecond, int Seconds);
