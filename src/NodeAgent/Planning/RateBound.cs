namespace K8sMirror.NodeAgent.Planning;

/// <summary>Rate limit of a mirror to a target, over all hooks of the node that it copies from.</summary>
/// <param name="Mirror">The mirror.</param>
/// <param name="Target">The target.</param>
/// <param name="PacketsPerSecond">Frames; 0: no bound.</param>
/// <param name="BitsPerSecond">Bits of frames with their Ethernet header; 0: no bound.</param>
public sealed record RateBound(string Mirror, string Target, ulong PacketsPerSecond, ulong BitsPerSecond);
