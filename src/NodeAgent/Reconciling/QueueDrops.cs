namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>What queue disciplines dropped of one target's frames after accepting them.</summary>
/// <param name="Target">Target id; for a NIC its name.</param>
/// <param name="Disciplines">Kinds on the path, such as <c>fq_codel</c>; empty if nothing queues. Sorted.</param>
/// <param name="Frames">Dropped since the agent began to copy to it, whoever sent them.</param>
internal sealed record QueueDrops(string Target, IReadOnlyList<string> Disciplines, ulong Frames);
