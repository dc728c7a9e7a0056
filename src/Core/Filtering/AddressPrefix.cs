using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace K8sMirror.Core.Filtering;

/// <summary>An IPv4 or IPv6 prefix.</summary>
/// <param name="IsV6">IPv6.</param>
/// <param name="Bits">The address in the upper bits (of IPv4 the upper 32), zeros after the prefix.</param>
/// <param name="Length">Bits that count: 0 to 32, or to 128.</param>
public readonly record struct AddressPrefix(bool IsV6, UInt128 Bits, int Length)
{
    /// <summary>The last address, in the form of <see cref="Bits"/>. An IPv4 address is the upper 32 bits; those below are ones, which are ignored.</summary>
    public UInt128 Last => Bits | (Length == 0 ? UInt128.MaxValue : ~(UInt128.MaxValue << (128 - Length)));

    /// <summary>An address in the form of <see cref="Bits"/>.</summary>
    public static UInt128 BitsOf(ReadOnlySpan<byte> address) => address.Length == 16
        ? BinaryPrimitives.ReadUInt128BigEndian(address)
        : (UInt128)BinaryPrimitives.ReadUInt32BigEndian(address) << 96;

    /// <summary>The prefix of one address.</summary>
    public static AddressPrefix Of(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return new(bytes.Length == 16, BitsOf(bytes), bytes.Length * 8);
    }

    /// <summary>Reads <c>10.0.0.0/8</c>, <c>2001:db8::/32</c> or a bare address.</summary>
    /// <param name="text">As written.</param>
    /// <param name="problem">What is wrong and what to write, to follow the quoted text; null if nothing is wrong.</param>
    public static AddressPrefix Parse(string text, out string? problem)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? text : text[..slash];
        // IPAddress also accepts 10.1 and 0x0a.1, which are hardly intended.
        if (!IPAddress.TryParse(host, out var address) || host.Contains('%', StringComparison.Ordinal) || host.Contains('[', StringComparison.Ordinal)
            || (address.AddressFamily == AddressFamily.InterNetwork && !IsDotted(host)))
        {
            problem = "is no IP prefix; write one like 10.0.0.0/8 or 2001:db8::/32";
            return default;
        }
        var bytes = address.GetAddressBytes();
        var most = bytes.Length * 8;
        var length = most;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > most
            || (text.Length > slash + 2 && text[slash + 1] == '0')))
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"has no prefix length from 0 to {most} behind the slash");
            return default;
        }
        var bits = BitsOf(bytes);
        var prefix = new AddressPrefix(most == 128, length == 0 ? 0 : bits & (UInt128.MaxValue << (128 - length)), length);
        problem = prefix.Bits == bits ? null : $"has bits set behind the prefix length; write {prefix}";
        return prefix;
    }

    /// <summary>True if the prefix contains the address, which is of the same family and in the form of <see cref="BitsOf"/>.</summary>
    public bool Contains(UInt128 address) => Length == 0 || (address ^ Bits) >> (128 - Length) == 0;

    /// <summary><c>10.0.0.0/8</c>.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);
        return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(bytes[..(IsV6 ? 16 : 4)])}/{Length}");
    }

    private static bool IsDotted(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(p => p.Length is > 0 and <= 3 && p.All(char.IsAsciiDigit) && (p.Length == 1 || p[0] != '0'));
    }
}
