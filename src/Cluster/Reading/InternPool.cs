using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace K8sMirror.Cluster.Reading;

/// <summary>One instance for equal JSON: most nodes have the same sessions, and 5,000 copies of them would be most of the operator's memory.</summary>
/// <param name="read">Reads an element that was not read before.</param>
public sealed class InternPool<T>(Func<JsonElement, T?> read)
    where T : class
{
    private const int SweepEvery = 1024;
    private readonly ConcurrentDictionary<UInt128, WeakReference<T>> instances = new();
    private int added;

    /// <summary>Reads an element, or returns what was read from the same bytes before. Throws <see cref="JsonException"/>.</summary>
    public T? Read(JsonElement element)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(JsonMarshal.GetRawUtf8Value(element), hash);
        var key = MemoryMarshal.Read<UInt128>(hash);
        if (instances.TryGetValue(key, out var reference) && reference.TryGetTarget(out var known))
        {
            return known;
        }

        var value = read(element);
        if (value is not null)
        {
            instances[key] = new WeakReference<T>(value);
            Sweep();
        }

        return value;
    }

    private void Sweep()
    {
        if (Interlocked.Increment(ref added) % SweepEvery != 0)
        {
            return;
        }

        foreach (var (key, reference) in instances)
        {
            if (!reference.TryGetTarget(out _))
            {
                instances.TryRemove(key, out _);
            }
        }
    }
}
