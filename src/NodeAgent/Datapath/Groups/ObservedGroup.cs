using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.NodeAgent.Datapath.Groups;

/// <summary>A group as it is in the kernel's maps.</summary>
/// <param name="Id">Slot in the groups map.</param>
/// <param name="SourceName">From its label.</param>
/// <param name="Direction">From its label.</param>
/// <param name="Edges">In slot order.</param>
/// <param name="Stopped">Edges that a loop stopped, as a mask.</param>
/// <param name="Places">As <see cref="DesiredSource.Places"/>.</param>
/// <param name="Flags">As <see cref="DesiredSource.GroupFlags"/>.</param>
internal sealed record ObservedGroup(uint Id, string SourceName, EdgeDirection Direction, IReadOnlyList<ObservedEdge> Edges, ulong Stopped, ulong Places = 0, uint Flags = 0)
{
    /// <summary>Place of the filter of the hook that uses it; 0: none.</summary>
    public uint FilterSlot { get; init; }

    /// <summary>Keys of its edges, in slot order.</summary>
    public IEnumerable<EdgeKey> Keys => Edges.Select(KeyOf);

    /// <summary>Keys of the edges in a mask.</summary>
    public IReadOnlyList<EdgeKey> KeysIn(ulong mask) => [.. Edges.Where((_, i) => (mask >> i & 1) != 0).Select(KeyOf)];

    private EdgeKey KeyOf(ObservedEdge edge) => EdgeKey.Of(SourceName, Direction, edge.TargetId);
}
