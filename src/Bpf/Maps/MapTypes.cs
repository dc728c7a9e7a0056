using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Maps;

/// <summary>Shared code of typed maps.</summary>
internal static class MapTypes
{
    public static void Check<TKey>(BpfMap map, int valueSize, bool perCpu)
        where TKey : unmanaged
    {
        var shape = map.Shape;
        if (shape.KeySize != Unsafe.SizeOf<TKey>() || shape.ValueSize != valueSize || shape.IsPerCpu != perCpu)
        {
            throw new ArgumentException(
                $"The map {shape.Name} is {shape}; wanted: key {Unsafe.SizeOf<TKey>()}, value {valueSize} bytes, per CPU: {perCpu}.");
        }
    }

    public static ReadOnlySpan<byte> Bytes<T>(ref readonly T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));

    /// <summary>
    /// Iterates over the keys. A hash restarts from its first key if the current one is deleted meanwhile, so keys already seen are skipped.
    /// </summary>
    public static IReadOnlyList<TKey> Keys<TKey>(BpfMap map)
        where TKey : unmanaged
    {
        var keys = new List<TKey>();
        var seen = new HashSet<TKey>(new ByBytes<TKey>());
        TKey current = default;
        TKey next = default;
        var first = true;
        while (map.TryNextKey(first ? [] : Bytes(in current), MemoryMarshal.AsBytes(new Span<TKey>(ref next))))
        {
            first = false;
            current = next;
            if (seen.Add(next))
            {
                keys.Add(next);
            }
            else if (seen.Count >= map.Shape.MaxEntries)
            {
                break;
            }
        }
        return keys;
    }

    // A struct's default comparison needs reflection.
    private sealed class ByBytes<T> : IEqualityComparer<T>
        where T : unmanaged
    {
        public bool Equals(T x, T y) => Bytes(in x).SequenceEqual(Bytes(in y));

        public int GetHashCode(T obj)
        {
            var hash = default(HashCode);
            hash.AddBytes(Bytes(in obj));
            return hash.ToHashCode();
        }
    }
}
