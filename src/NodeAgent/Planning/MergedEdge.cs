using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>One edge with every mirror that selects it, by (priority descending, name): one copy serves them all, sliced as for the first one.</summary>
/// <param name="Key">Of the edge.</param>
/// <param name="Owner">The first mirror.</param>
/// <param name="Mirrors">All of them.</param>
/// <param name="Ranks">Ranks of all of them among the mirrors of the node.</param>
/// <param name="Selections">What they select.</param>
internal sealed record MergedEdge(
    EdgeKey Key, MirrorSession Owner, IReadOnlyList<string> Mirrors, IReadOnlyList<int> Ranks, IReadOnlyList<EdgeSelection> Selections)
{
    /// <summary>Priority of the owner.</summary>
    public int Priority => Owner.Priority;

    /// <summary>Order of competing edges: priority, then name of the owner, then the edge itself. Never the order of arrival.</summary>
    public static IComparer<MergedEdge> ByRank { get; } = Comparer<MergedEdge>.Create((a, b) =>
        a.Priority != b.Priority ? b.Priority.CompareTo(a.Priority)
        : string.CompareOrdinal(a.Mirrors[0], b.Mirrors[0]) is var byName and not 0 ? byName
        : a.Key.CompareTo(b.Key));
}
