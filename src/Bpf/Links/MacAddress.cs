using System.Buffers.Binary;
using System.Globalization;

namespace K8sMirror.Bpf.Links;

/// <summary>An Ethernet address, 6 bytes; the default is all zeros.</summary>
public readonly record struct MacAddress
{
    /// <summary>Bytes of an address.</summary>
    public const int Size = 6;

    private readonly ulong value;

    /// <summary>Takes the bytes in network order.</summary>
    /// <exception cref="ArgumentException">They are not 6.</exception>
    public MacAddress(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException("An Ethernet address has 6 bytes.", nameof(bytes));
        }
        Span<byte> whole = [0, 0, .. bytes];
        value = BinaryPrimitives.ReadUInt64BigEndian(whole);
    }

    /// <summary>All zeros: no address.</summary>
    public bool IsZero => value == 0;

    /// <summary>Writes the bytes in network order.</summary>
    /// <param name="to">At least 6 bytes.</param>
    public void CopyTo(Span<byte> to)
    {
        Span<byte> whole = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(whole, value);
        whole[2..].CopyTo(to);
    }

    /// <summary>The form <c>02:00:5e:10:00:01</c>.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return string.Create(
            CultureInfo.InvariantCulture, $"{bytes[0]:x2}:{bytes[1]:x2}:{bytes[2]:x2}:{bytes[3]:x2}:{bytes[4]:x2}:{bytes[5]:x2}");
    }
}
