using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Maps;

/// <summary>A map with one value for each key and possible CPU. Not thread-safe: reads share one buffer.</summary>
/// <typeparam name="TKey">Same bytes as the C key.</typeparam>
/// <typeparam name="TValue">Same bytes as the C value.</typeparam>
public sealed class PerCpuBpfMap<TKey, TValue> : IDisposable
    where TKey : unmanaged
    where TValue : unmanaged
{
    // The kernel rounds each CPU's value up to 8 bytes when it copies to user space.
    private static readonly int Stride = (Unsafe.SizeOf<TValue>() + 7) & ~7;

    private readonly byte[] buffer = new byte[Stride * PossibleCpus.Count];

    /// <summary>Takes over <paramref name="map"/>.</summary>
    /// <exception cref="ArgumentException">The sizes differ, or it is not per CPU.</exception>
    public PerCpuBpfMap(BpfMap map)
    {
        MapTypes.Check<TKey>(map, Unsafe.SizeOf<TValue>(), perCpu: true);
        Raw = map;
    }

    /// <summary>The untyped map.</summary>
    public BpfMap Raw { get; }

    /// <summary>Its properties.</summary>
    public MapShape Shape => Raw.Shape;

    /// <summary>The values, one for each possible CPU; null if there is no such key.</summary>
    public TValue[]? TryLookup(TKey key)
    {
        if (!Raw.TryLookup(MapTypes.Bytes(in key), buffer))
        {
            return null;
        }
        var values = new TValue[PossibleCpus.Count];
        for (var cpu = 0; cpu < values.Length; cpu++)
        {
            values[cpu] = MemoryMarshal.Read<TValue>(buffer.AsSpan(cpu * Stride));
        }
        return values;
    }

    /// <summary>The values of all CPUs combined; <c>default</c> if there is no such key.</summary>
    public TValue Sum(TKey key, Func<TValue, TValue, TValue> add)
    {
        if (!Raw.TryLookup(MapTypes.Bytes(in key), buffer))
        {
            return default;
        }
        TValue sum = default;
        for (var offset = 0; offset < buffer.Length; offset += Stride)
        {
            sum = add(sum, MemoryMarshal.Read<TValue>(buffer.AsSpan(offset)));
        }
        return sum;
    }

    /// <summary>Writes <paramref name="value"/> for every CPU; <c>default</c> clears a counter.</summary>
    public void Update(TKey key, TValue value, MapUpdate expected = MapUpdate.Any)
    {
        Array.Clear(buffer);
        for (var offset = 0; offset < buffer.Length; offset += Stride)
        {
            MemoryMarshal.Write(buffer.AsSpan(offset), value);
        }
        Raw.Update(MapTypes.Bytes(in key), buffer, expected);
    }

    /// <summary>False if there was no such key.</summary>
    public bool Delete(TKey key) => Raw.Delete(MapTypes.Bytes(in key));

    /// <summary>All keys; those added or deleted meanwhile may or may not be included.</summary>
    public IReadOnlyList<TKey> Keys() => MapTypes.Keys<TKey>(Raw);

    /// <summary>Makes it outlive this process.</summary>
    public void Pin(string path) => Raw.Pin(path);

    /// <inheritdoc/>
    public void Dispose() => Raw.Dispose();
}
