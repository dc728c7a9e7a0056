using K8sMirror.Core.Planning;

namespace K8sMirror.NodeAgent.Datapath.Vitals;

/// <summary>The loop breaker of one hook now.</summary>
/// <param name="Group">Slot of the hook's group; another slot starts from zero.</param>
/// <param name="Hook">The hook.</param>
/// <param name="Suspicions">How often repeated frames caused test frames.</param>
/// <param name="Stopped">Edges whose test frames came back: they send nothing until the loop is gone.</param>
public sealed record BreakerVitals(uint Group, Hook Hook, uint Suspicions, IReadOnlyList<EdgeKey> Stopped);
