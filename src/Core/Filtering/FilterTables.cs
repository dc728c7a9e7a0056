using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace K8sMirror.Core.Filtering;

/// <summary>
/// A filter as the datapath reads it; bpf/filter_abi.h says how. Rows and places of rules are packed as there: two 32-bit numbers, the first one
/// low.
/// </summary>
public sealed class FilterTables
{
    /// <summary>Words of 64 rules in a row.</summary>
    public required int Words { get; init; }

    /// <summary>What must be looked at.</summary>
    public required FilterUses Uses { get; init; }

    /// <summary>Clauses that accept what none of their rules matches, as a mask.</summary>
    public required ulong DefaultAccept { get; init; }

    /// <summary>All edges of the clauses, as a mask.</summary>
    public required ulong Edges { get; init; }

    /// <summary>Rows by protocol, VLAN, flags and the like.</summary>
    public required ulong[] Fields { get; init; }

    /// <summary>Rows by address.</summary>
    public required ulong[] Trie { get; init; }

    /// <summary>Ranges of addresses: three words each.</summary>
    public required ulong[] Ranges { get; init; }

    /// <summary>Rows by port; empty: no rule looks at ports.</summary>
    public required ulong[] Ports { get; init; }

    /// <summary>Rows by MAC address and EtherType.</summary>
    public required IReadOnlyList<KeyValuePair<ulong, ulong>> Exact { get; init; }

    /// <summary>All rows, one behind the other.</summary>
    public required ulong[] Rows { get; init; }

    /// <summary>Rules: three words each.</summary>
    public required ulong[] Rules { get; init; }

    /// <summary>Clauses: three words each.</summary>
    public required ulong[] Clauses { get; init; }

    /// <summary>Bytes of all tables.</summary>
    public long Bytes => 8L * (Fields.Length + Trie.Length + Ranges.Length + Ports.Length + (2 * Exact.Count) + Rows.Length + Rules.Length + Clauses.Length);

    /// <summary>16 bytes that differ if anything differs.</summary>
    public byte[] Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ulong[] head = [(ulong)Words, (ulong)Uses, DefaultAccept, Edges, .. Exact.SelectMany(e => new[] { e.Key, e.Value })];
        foreach (var table in new[] { head, Fields, Trie, Ranges, Ports, Rows, Rules, Clauses })
        {
            hash.AppendData(BitConverter.GetBytes(table.Length));
            hash.AppendData(MemoryMarshal.AsBytes(table.AsSpan()));
        }
        return hash.GetHashAndReset()[..16];
    }
}
