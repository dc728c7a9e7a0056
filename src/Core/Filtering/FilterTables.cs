namespace K8sMirror.Core.Filtering;

/// <summary>
/// A filter in the datapath's format (bpf/filter_abi.h). Rows and positions of rules are packed as there: two 32-bit numbers, the first in the low half.
/// </summary>
public sealed class FilterTables
{
    /// <summary>Words in a row, each with the bits of 64 rules.</summary>
    public required int Words { get; init; }

    /// <summary>What must be read of a packet.</summary>
    public required FilterUses Uses { get; init; }

    /// <summary>Mask of the clauses that accept packets that none of their rules matches.</summary>
    public required ulong DefaultAccept { get; init; }

    /// <summary>Mask of all edges of the clauses.</summary>
    public required ulong Edges { get; init; }

    /// <summary>Rows by protocol, VLAN, flags and the like.</summary>
    public required ulong[] Fields { get; init; }

    /// <summary>Rows by address.</summary>
    public required ulong[] Trie { get; init; }

    /// <summary>Ranges of addresses: three words each.</summary>
    public required ulong[] Ranges { get; init; }

    /// <summary>Rows by port; empty if no rule uses ports.</summary>
    public required ulong[] Ports { get; init; }

    /// <summary>Rows by MAC address and EtherType.</summary>
    public required IReadOnlyList<KeyValuePair<ulong, ulong>> Exact { get; init; }

    /// <summary>All rows, one after the other.</summary>
    public required ulong[] Rows { get; init; }

    /// <summary>Rules: three words each.</summary>
    public required ulong[] Rules { get; init; }

    /// <summary>Clauses: <see cref="FilterLayout.ClauseWords"/> each.</summary>
    public required ulong[] Clauses { get; init; }

    /// <summary>Targets of clauses with a balance: <see cref="FilterLayout.PickWords"/> each.</summary>
    public required ulong[] Picks { get; init; }

    /// <summary>Bytes of all tables.</summary>
    public long Bytes =>
        8L * (Fields.Length + Trie.Length + Ranges.Length + Ports.Length + (2 * Exact.Count) + Rows.Length + Rules.Length + Clauses.Length + Picks.Length);

    /// <summary>A number that differs if anything differs. Not cryptographic, which would need OpenSSL on the node: nobody gains from a collision.</summary>
    public UInt128 Fingerprint()
    {
        var (first, second) = (0x243f6a8885a308d3UL, 0x13198a2e03707344UL);
        ulong[] head = [(ulong)Words, (ulong)Uses, DefaultAccept, Edges, .. Exact.SelectMany(e => new[] { e.Key, e.Value })];
        foreach (var table in new[] { head, Fields, Trie, Ranges, Ports, Rows, Rules, Clauses, Picks })
        {
            Mix(ref first, ref second, (ulong)table.Length);
            foreach (var word in table)
            {
                Mix(ref first, ref second, word);
            }
        }
        return new(first, second);
    }

    private static void Mix(ref ulong first, ref ulong second, ulong word)
    {
        first = (first ^ word) * 0xff51afd7ed558ccdUL;
        first ^= first >> 32;
        second = (second + word) * 0xc4ceb9fe1a85ec53UL;
        second ^= second >> 29;
    }
}
