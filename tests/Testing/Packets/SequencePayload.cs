using System.Buffers.Binary;

namespace K8sMirror.Testing;

/// <summary>Payloads that carry a number, so that a frame can be recognized anywhere, whole, cut or duplicated.</summary>
public static class SequencePayload
{
    /// <summary>Bytes of marker and number.</summary>
    public const int Smallest = 12;

    private static ReadOnlySpan<byte> Marker => "K8SM"u8;

    /// <summary>Marker, number, then bytes that are derived from the number.</summary>
    public static byte[] Of(ulong sequence, int length)
    {
        var payload = new byte[Math.Max(length, Smallest)];
        Marker.CopyTo(payload);
        BinaryPrimitives.WriteUInt64BigEndian(payload.AsSpan(4), sequence);
        for (var i = Smallest; i < payload.Length; i++)
        {
            payload[i] = (byte)(sequence + (ulong)i);
        }
        return payload;
    }

    /// <summary>The number in a frame; null if it has none.</summary>
    public static ulong? TryRead(ReadOnlySpan<byte> frame)
    {
        var at = frame.IndexOf(Marker);
        return at >= 0 && frame.Length >= at + Smallest ? BinaryPrimitives.ReadUInt64BigEndian(frame[(at + 4)..]) : null;
    }
}
