namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>What queue disciplines did to the frames of one target after they had taken them.</summary>
/// <param name="Target">Target id; for a NIC its name.</param>
/// <param name="Disciplines">Kinds on the way out, such as <c>fq_codel</c>; empty where nothing queues. Sorted.</param>
/// <param name="Frames">Dropped since the agent began to copy to it, whoever sent them.</param>
internal sealed record QueueDrops(string Target, IReadOnlyList<string> Disciplines, ulong Frames);
