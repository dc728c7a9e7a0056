namespace K8sMirror.Bpf.Queues;

/// <summary>The root queue discipline of an interface: everything that the interface sends goes through it.</summary>
/// <param name="Index">Interface.</param>
/// <param name="Kind"><c>fq_codel</c>, <c>mq</c>, <c>tbf</c> …; <c>noqueue</c> if there is none, and so no drops.</param>
/// <param name="Handle">Its handle; 0 if the kernel created it by default.</param>
/// <param name="Drops">
/// Frames that it dropped since its creation, on enqueue or later, including those of everything below it; 32 bits in the kernel, so it wraps
/// around to zero. A super-packet is one frame here, unless the discipline cuts it.
/// </param>
public sealed record RootQueue(int Index, string Kind, uint Handle, uint Drops);
