using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>A group as it is in the kernel's maps.</summary>
/// <param name="Id">Slot in the groups map.</param>
/// <param name="SourceName">From its label.</param>
/// <param name="Direction">From its label.</param>
/// <param name="Edges">In slot order.</param>
/// <param name="Stopped">Edges that a loop stopped, as a mask.</param>
internal sealed record ObservedGroup(uint Id, string SourceName, EdgeDirection Direction, IReadOnlyList<ObservedEdge> Edges, ulong Stopped);
