namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>
/// A set of addresses of both families. An address is in the upper bits of a number, as in <see cref="AddressPrefix.Bits"/>, and a prefix is the range of all
/// numbers that begin with it; so an IPv4 address is a range too.
/// </summary>
internal sealed record AddressRanges(RangeSet V4, RangeSet V6) : IValueSet<AddressRanges>
{
    public bool IsEmpty => V4.IsEmpty && V6.IsEmpty;

    public static AddressRanges Of(AddressPrefix prefix)
    {
        var range = RangeSet.Of(prefix.Bits, prefix.Bits | Behind(prefix.Length));
        return prefix.IsV6 ? new(RangeSet.Empty, range) : new(range, RangeSet.Empty);
    }

    public AddressRanges Intersect(AddressRanges other) => new(V4.Intersect(other.V4), V6.Intersect(other.V6));

    public AddressRanges Union(AddressRanges other) => new(V4.Union(other.V4), V6.Union(other.V6));

    public bool Covers(AddressRanges other) => V4.Covers(other.V4) && V6.Covers(other.V6);

    /// <summary>The fewest prefixes that cover exactly these addresses.</summary>
    public IEnumerable<AddressPrefix> Prefixes() => Prefixes(V4, isV6: false).Concat(Prefixes(V6, isV6: true));

    private static IEnumerable<AddressPrefix> Prefixes(RangeSet set, bool isV6)
    {
        foreach (var (start, last) in set.Ranges)
        {
            var first = start;
            while (true)
            {
                var length = 128 - (int)UInt128.TrailingZeroCount(first);
                while ((first | Behind(length)) > last)
                {
                    length++;
                }
                yield return new(isV6, first, length);
                if ((first | Behind(length)) == last)
                {
                    break;
                }
                first = (first | Behind(length)) + 1;
            }
        }
    }

    private static UInt128 Behind(int length) => length == 0 ? UInt128.MaxValue : ((UInt128)1 << (128 - length)) - 1;
}
