using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>A wish to copy, as <see cref="LoopFinder"/> sees it: what passes the source's hook is sent out of the target.</summary>
/// <param name="Priority">Higher goes first.</param>
/// <param name="Mirror">Name of the mirror that wishes it; ties of priority go by this.</param>
/// <param name="Source">Source NIC.</param>
/// <param name="Direction">Its hook.</param>
/// <param name="Target">Target NIC.</param>
public sealed record LoopEdge(int Priority, string Mirror, string Source, EdgeDirection Direction, string Target) : IComparable<LoopEdge>
{
    /// <summary>Where the copy is taken.</summary>
    public Hook From => new(Source, Direction);

    /// <summary>Where the copy appears: a NIC sends it.</summary>
    public Hook To => new(Target, EdgeDirection.Egress);

    /// <summary>By priority (descending), mirror, source, direction, target: the order in which edges are let in.</summary>
    public int CompareTo(LoopEdge? other)
    {
        if (other is null)
        {
            return -1;
        }
        var order = other.Priority.CompareTo(Priority);
        order = order != 0 ? order : string.CompareOrdinal(Mirror, other.Mirror);
        order = order != 0 ? order : From.CompareTo(other.From);
        return order != 0 ? order : string.CompareOrdinal(Target, other.Target);
    }
}
