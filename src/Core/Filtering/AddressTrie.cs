namespace K8sMirror.Core.Filtering;

/// <summary>
/// A trie of address ranges: a root table of 16 bits, then tables of a byte each, until so few ranges are left that they are searched. Memory is bounded by the
/// number of ranges, and a lookup by the length of an address.
/// </summary>
internal sealed class AddressTrie
{
    private readonly List<ulong> entries = [];
    private readonly List<ulong> ranges = [];

    /// <summary>Entries, in the format of bpf/filter_abi.h.</summary>
    public ulong[] Entries => [.. entries];

    /// <summary>Ranges that are searched: three words each.</summary>
    public ulong[] Ranges => [.. ranges];

    /// <summary>Builds it from the ranges of each family: IPv4's first, then, if there are any, IPv6's.</summary>
    public AddressTrie(params IReadOnlyList<List<AddressRange>> families)
    {
        // The roots first, so that their positions are fixed.
        Reserve(families.Count * FilterLayout.TrieRoot);
        for (var i = 0; i < families.Count; i++)
        {
            Fill(i * FilterLayout.TrieRoot, FilterLayout.TrieRoot, 0, 16, families[i], 0, families[i].Count);
        }
    }

    private int Reserve(int count)
    {
        var place = entries.Count;
        entries.AddRange(Enumerable.Repeat(0UL, count));
        return place;
    }

    /// <summary>Fills a node; its ranges are those from first to end, of which the first may start before it.</summary>
    private void Fill(int place, int size, UInt128 start, int depth, List<AddressRange> sorted, int first, int end)
    {
        var width = 128 - depth;
        for (var i = 0; i < size; i++)
        {
            var from = start + ((UInt128)(uint)i << width);
            // May wrap: 0 means the end of the last block, and every range starts before it.
            var next = from + (UInt128.One << width);
            while (first + 1 < end && sorted[first + 1].Start <= from)
            {
                first++;
            }
            var last = first + 1;
            while (last < end && (next == 0 || sorted[last].Start < next))
            {
                last++;
            }
            entries[place + i] = last - first == 1 ? sorted[first].Rows
                : last - first <= FilterLayout.MostRanges || width == 0 ? Searched(sorted, first, last)
                : Node(from, depth + 8, sorted, first, last);
        }
    }

    private ulong Node(UInt128 start, int depth, List<AddressRange> sorted, int first, int last)
    {
        var place = Reserve(256);
        Fill(place, 256, start, depth, sorted, first, last);
        return FilterLayout.Pack((uint)place | FilterLayout.TrieNode, 0);
    }

    private ulong Searched(List<AddressRange> sorted, int first, int last)
    {
        var place = ranges.Count / 3;
        for (var i = first; i < last; i++)
        {
            ranges.Add((ulong)(sorted[i].Start >> 64));
            ranges.Add((ulong)sorted[i].Start);
            ranges.Add(sorted[i].Rows);
        }
        return FilterLayout.Pack((uint)place | FilterLayout.TrieRanges, (uint)(last - first));
    }
}
