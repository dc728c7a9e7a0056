namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>A set of numbers, as sorted ranges that neither overlap nor touch, so that equal sets are equal objects.</summary>
internal sealed class RangeSet : IValueSet<RangeSet>, IEquatable<RangeSet>
{
    private readonly (UInt128 First, UInt128 Last)[] ranges;
    private readonly int hash;

    private RangeSet(IEnumerable<(UInt128 First, UInt128 Last)> any)
    {
        var joined = new List<(UInt128 First, UInt128 Last)>();
        foreach (var range in any.Order())
        {
            if (joined.Count > 0 && (joined[^1].Last == UInt128.MaxValue || joined[^1].Last + 1 >= range.First))
            {
                joined[^1] = (joined[^1].First, UInt128.Max(joined[^1].Last, range.Last));
            }
            else
            {
                joined.Add(range);
            }
        }
        ranges = [.. joined];
        hash = ranges.Aggregate(ranges.Length, HashCode.Combine);
    }

    public static RangeSet Empty { get; } = new([]);

    public bool IsEmpty => ranges.Length == 0;

    public IReadOnlyList<(UInt128 First, UInt128 Last)> Ranges => ranges;

    public static RangeSet Of(UInt128 first, UInt128 last) => new([(first, last)]);

    public static RangeSet Of(IEnumerable<int> values) => new(values.Select(v => ((UInt128)v, (UInt128)v)));

    public RangeSet Intersect(RangeSet other)
    {
        var both = new List<(UInt128 First, UInt128 Last)>();
        for (int mine = 0, others = 0; mine < ranges.Length && others < other.ranges.Length;)
        {
            var first = UInt128.Max(ranges[mine].First, other.ranges[others].First);
            var last = UInt128.Min(ranges[mine].Last, other.ranges[others].Last);
            if (first <= last)
            {
                both.Add((first, last));
            }
            _ = ranges[mine].Last < other.ranges[others].Last ? mine++ : others++;
        }
        return new(both);
    }

    public RangeSet Union(RangeSet other) => new([.. ranges, .. other.ranges]);

    public bool Covers(RangeSet other) => Intersect(other).Equals(other);

    public bool Equals(RangeSet? other) => other is not null && hash == other.hash && ranges.AsSpan().SequenceEqual(other.ranges);

    public override bool Equals(object? obj) => Equals(obj as RangeSet);

    public override int GetHashCode() => hash;
}
