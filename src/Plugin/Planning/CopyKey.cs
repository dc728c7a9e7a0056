using K8sMirror.Core.Api;

namespace K8sMirror.Plugin.Planning;

/// <summary>A copy that a mirror requests from a node; the source may be a pattern, which only the node can resolve.</summary>
internal readonly record struct CopyKey(string Mirror, string Source, EdgeDirection Direction, string Target) : IComparable<CopyKey>
{
    /// <summary>All copies that these sessions request.</summary>
    public static SortedSet<CopyKey> Of(NodeMirrorSpec? spec)
    {
        var keys = new SortedSet<CopyKey>();
        foreach (var session in spec?.Sessions ?? [])
        {
            foreach (var source in session.Sources)
            {
                foreach (var direction in source.Direction.Expand())
                {
                    foreach (var target in session.Targets)
                    {
                        keys.Add(new(session.Mirror, source.Id, direction, target.Id));
                    }
                }
            }
        }
        return keys;
    }

    public int CompareTo(CopyKey other)
    {
        var order = string.CompareOrdinal(Mirror, other.Mirror);
        order = order != 0 ? order : string.CompareOrdinal(Source, other.Source);
        order = order != 0 ? order : Direction.CompareTo(other.Direction);
        return order != 0 ? order : string.CompareOrdinal(Target, other.Target);
    }
}
