namespace K8sMirror.Scale;

/// <summary>How large a run with pods is.</summary>
/// <param name="Nodes">Nodes.</param>
/// <param name="PodsPerNode">Pods on each at the beginning.</param>
/// <param name="ChangesPerSecond">Pods that come, go or move a second.</param>
/// <param name="Seconds">For how long.</param>
internal sealed record PodScale(int Nodes, int PodsPerNode, int ChangesPerSecond, int Seconds);
