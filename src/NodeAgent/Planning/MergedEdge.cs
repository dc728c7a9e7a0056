using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>One edge with every mirror that selects it, by (priority descending, name): one copy serves them all, and is cut as the first one wants.</summary>
internal sealed record MergedEdge(EdgeKey Key, int Priority, MirrorSession Owner, IReadOnlyList<string> Mirrors, IReadOnlyList<EdgeSelection> Selections)
{
    /// <summary>Who comes first where edges compete: priority, then name of the owner, then the edge itself. Never who was first to arrive.</summary>
    public static IComparer<MergedEdge> ByRank { get; } = Comparer<MergedEdge>.Create((a, b) =>
        a.Priority != b.Priority ? b.Priority.CompareTo(a.Priority)
        : string.CompareOrdinal(a.Mirrors[0], b.Mirrors[0]) is var byName and not 0 ? byName
        : a.Key.CompareTo(b.Key));
}
