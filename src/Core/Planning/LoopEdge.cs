using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>A requested copy, for <see cref="LoopFinder"/>: packets that pass the source's hook are sent out of the target.</summary>
/// <param name="Priority">Higher goes first.</param>
/// <param name="Mirror">Name of the mirror that requests it; decides between equal priorities.</param>
/// <param name="Source">Source NIC.</param>
/// <param name="Direction">Its hook.</param>
/// <param name="Target">Target NIC.</param>
public sealed record LoopEdge(int Priority, string Mirror, string Source, EdgeDirection Direction, string Target) : IComparable<LoopEdge>
{
    /// <summary>Where the copy is taken.</summary>
    public Hook From => new(Source, Direction);

    /// <summary>Where the copy appears: the target sends it.</summary>
    public Hook To => new(Target, EdgeDirection.Egress);

    /// <summary>By priority (descending), mirror, source, direction, target: the order in which edges are admitted.</summary>
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
