using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>The loop breaker of one hook now.</summary>
/// <param name="Group">Slot of the hook's group; another slot starts to count from zero.</param>
/// <param name="Source">Interface name.</param>
/// <param name="Direction">Hook.</param>
/// <param name="Suspicions">Times that frames repeated so often that test frames were asked for.</param>
/// <param name="Stopped">Edges whose test frames came back: they send nothing until the loop is gone.</param>
public sealed record BreakerVitals(uint Group, string Source, EdgeDirection Direction, uint Suspicions, IReadOnlyList<EdgeKey> Stopped)
{
    /// <summary><c>eth1:ingress</c>.</summary>
    public string Hook => $"{Source}:{(Direction == EdgeDirection.Ingress ? "ingress" : "egress")}";
}
