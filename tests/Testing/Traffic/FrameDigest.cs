using System.Runtime.InteropServices;

namespace K8sMirror.Testing;

/// <summary>
/// A fingerprint of a multiset of frames: equal for two captures if both have the same frames, equally often, in any order. It takes no
/// memory, so it works for millions of frames. Not thread-safe.
/// </summary>
public sealed class FrameDigest : IEquatable<FrameDigest>
{
    private ulong sum;
    private ulong product = 1;

    /// <summary>Number of frames.</summary>
    public long Count { get; private set; }

    /// <summary>Total bytes of all frames.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a frame.</summary>
    public void Add(ReadOnlySpan<byte> frame)
    {
        var hash = Hash(frame);
        sum += hash;
        product *= hash | 1; // Only odd factors, so that it never becomes 0.
        Count++;
        Bytes += frame.Length;
    }

    /// <inheritdoc/>
    public bool Equals(FrameDigest? other) =>
        other is not null && (Count, Bytes, sum, product) == (other.Count, other.Bytes, other.sum, other.product);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FrameDigest);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Bytes);

    /// <inheritdoc/>
    public override string ToString() => $"{Count} frames, {Bytes} bytes, {sum:x16}{product:x16}";

    private static ulong Hash(ReadOnlySpan<byte> frame)
    {
        const ulong Odd = 0x9e3779b97f4a7c15;
        var hash = (ulong)frame.Length * Odd;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(frame))
        {
            hash = Mix(hash ^ word);
        }
        foreach (var rest in frame[(frame.Length & ~7)..])
        {
            hash = Mix(hash ^ rest);
        }
        return Mix(hash);

        static ulong Mix(ulong value)
        {
            value *= Odd;
            return value ^ (value >> 29);
        }
    }
}
