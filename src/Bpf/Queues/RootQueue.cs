namespace K8sMirror.Bpf.Queues;

/// <summary>The queue discipline at the top of an interface's tree: what everything that the interface sends goes through.</summary>
/// <param name="Index">Interface.</param>
/// <param name="Kind"><c>fq_codel</c>, <c>mq</c>, <c>tbf</c> …; <c>noqueue</c>: there is none, and nothing to be dropped by it.</param>
/// <param name="Handle">Its handle; 0 for one that the kernel put there by itself.</param>
/// <param name="Drops">
/// Frames that it dropped since it was made, at the door or later, those of everything below it included; 32 bit in the kernel, so it begins
/// at zero again when it is full. A super-packet is one frame here, unless the discipline cuts it.
/// </param>
public sealed record RootQueue(int Index, string Kind, uint Handle, uint Drops);
