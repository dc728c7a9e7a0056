using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Maps;

/// <summary>A map with one value for each key, typed with two C layouts.</summary>
/// <typeparam name="TKey">Same bytes as the C key.</typeparam>
/// <typeparam name="TValue">Same bytes as the C value.</typeparam>
public sealed class BpfMap<TKey, TValue> : IDisposable
    where TKey : unmanaged
    where TValue : unmanaged
{
    /// <summary>Takes over <paramref name="map"/>.</summary>
    /// <exception cref="ArgumentException">The sizes differ, or it is per CPU.</exception>
    public BpfMap(BpfMap map)
    {
        MapTypes.Check<TKey>(map, Unsafe.SizeOf<TValue>(), perCpu: false);
        Raw = map;
    }

    /// <summary>The untyped map.</summary>
    public BpfMap Raw { get; }

    /// <summary>Its properties.</summary>
    public MapShape Shape => Raw.Shape;

    /// <summary>Reads a value.</summary>
    /// <exception cref="KernelException">ENOENT: no such key.</exception>
    public TValue Lookup(TKey key) =>
        TryLookup(key, out var value) ? value : throw new KernelException(Errno.ENOENT, $"look up {key} in the map {Shape.Name}");

    /// <summary>Reads a value; false if there is no such key.</summary>
    public bool TryLookup(TKey key, out TValue value)
    {
        value = default;
        return Raw.TryLookup(MapTypes.Bytes(in key), MemoryMarshal.AsBytes(new Span<TValue>(ref value)));
    }

    /// <summary>Writes a value.</summary>
    /// <exception cref="KernelException">E2BIG: full or no such index; EEXIST, ENOENT: not as <paramref name="expected"/>.</exception>
    public void Update(TKey key, TValue value, MapUpdate expected = MapUpdate.Any) =>
        Raw.Update(MapTypes.Bytes(in key), MapTypes.Bytes(in value), expected);

    /// <summary>False if there was no such key.</summary>
    public bool Delete(TKey key) => Raw.Delete(MapTypes.Bytes(in key));

    /// <summary>All keys; those added or deleted meanwhile may or may not be included.</summary>
    public IReadOnlyList<TKey> Keys() => MapTypes.Keys<TKey>(Raw);

    /// <summary>All entries; skips those deleted meanwhile.</summary>
    public IEnumerable<KeyValuePair<TKey, TValue>> Entries()
    {
        foreach (var key in Keys())
        {
            if (TryLookup(key, out var value))
            {
                yield return new(key, value);
            }
        }
    }

    /// <summary>Makes it outlive this process.</summary>
    public void Pin(string path) => Raw.Pin(path);

    /// <inheritdoc/>
    public void Dispose() => Raw.Dispose();
}
