using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>The loop breaker of one hook now.</summary>
/// <param name="Group">Slot of the hook's group; another slot starts to count anew.</param>
/// <param name="Source">Interface name.</param>
/// <param name="Direction">Hook.</param>
/// <param name="Openings">Suspicions: times that the circuit was opened since the group was made.</param>
/// <param name="Acquittals">Suspicions that came to nothing: the repeats went on without our copies.</param>
/// <param name="Open">Edges that send nothing at the moment, until it is known whether they loop.</param>
/// <param name="Suspected">Edges of which one seems to loop: those of <paramref name="Open"/>, and those that opened the circuit lately.</param>
public sealed record BreakerVitals(
    uint Group, string Source, EdgeDirection Direction, uint Openings, uint Acquittals, IReadOnlyList<EdgeKey> Open, IReadOnlyList<EdgeKey> Suspected)
{
    /// <summary><c>eth1:ingress</c>.</summary>
    public string Hook => $"{Source}:{(Direction == EdgeDirection.Ingress ? "ingress" : "egress")}";
}
