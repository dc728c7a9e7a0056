namespace K8sMirror.Core.Filtering;

/// <summary>Rows of bits, one for each rule; equal rows are kept once.</summary>
internal sealed class RowStore
{
    private readonly int words;
    private readonly Dictionary<Key, uint> known = [];
    private readonly List<ulong> all = [];

    /// <summary>The first row has no rule: the datapath stops at it.</summary>
    public RowStore(int words)
    {
        this.words = words;
        Number(New());
    }

    /// <summary>Words in a row.</summary>
    public int Words => words;

    /// <summary>A row of zeros, to be filled.</summary>
    public ulong[] New() => new ulong[words];

    /// <summary>The number of a row with these bits.</summary>
    public uint Number(ulong[] row)
    {
        if (known.TryGetValue(new(row), out var number))
        {
            return number;
        }
        number = (uint)known.Count;
        known.Add(new([.. row]), number);
        all.AddRange(row);
        return number;
    }

    /// <summary>All rows by number, one after the other.</summary>
    public ulong[] ToArray() => [.. all];

    /// <summary>Sets or clears a bit.</summary>
    public static void Set(ulong[] row, int bit, bool value)
    {
        if (value)
        {
            row[bit >> 6] |= 1UL << bit;
        }
        else
        {
            row[bit >> 6] &= ~(1UL << bit);
        }
    }

    private readonly struct Key(ulong[] row) : IEquatable<Key>
    {
        private readonly ulong[] row = row;

        public bool Equals(Key other) => row.AsSpan().SequenceEqual(other.row);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = 14695981039346656037UL;
            foreach (var word in row)
            {
                hash = (hash ^ word) * 0xff51afd7ed558ccdUL;
                hash ^= hash >> 32;
            }
            return (int)hash;
        }
    }
}
