using System.Globalization;
using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Planning;

/// <summary>Reads a <see cref="MirrorRateLimit"/>. Pure.</summary>
public static class RateLimitReader
{
    private const int MostCharacters = 32;

    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("", 1), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m),
        ("Ki", 1024m), ("Mi", 1024m * 1024), ("Gi", 1024m * 1024 * 1024), ("Ti", 1024m * 1024 * 1024 * 1024),
    ];

    /// <summary>What is wrong with it, or null.</summary>
    /// <param name="limit">As written; null if there is none.</param>
    /// <param name="path">Path of the field, such as <c>spec.rateLimit</c>.</param>
    public static Finding? Problem(MirrorRateLimit? limit, string path)
    {
        if (limit is null)
        {
            return null;
        }
        if (limit is { PacketsPerSecond: null, BitsPerSecond: null })
        {
            return new(Reasons.Invalid, path, "has no bound; write packetsPerSecond, bitsPerSecond or both");
        }
        if (limit.PacketsPerSecond is < MirrorRateLimit.FewestPackets or > MirrorRateLimit.MostPackets)
        {
            return new(Reasons.Invalid, $"{path}.packetsPerSecond",
                string.Create(CultureInfo.InvariantCulture, $"is {limit.PacketsPerSecond}; write a number from {MirrorRateLimit.FewestPackets} to {MirrorRateLimit.MostPackets}"));
        }
        return limit.BitsPerSecond is null || Bits(limit.BitsPerSecond) is >= MirrorRateLimit.FewestBits and <= MirrorRateLimit.MostBits
            ? null
            : new(Reasons.Invalid, $"{path}.bitsPerSecond", $"{Quoting.Quote(limit.BitsPerSecond)} is no rate from 1k to 1T; write one like 500M or 1.5G");
    }

    /// <summary>Bits per second of a quantity such as <c>1.5G</c>; null if it is invalid.</summary>
    public static long? Bits(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MostCharacters)
        {
            return null;
        }
        var digits = text.TrimEnd('k', 'K', 'M', 'G', 'T', 'i');
        var factor = Suffixes.FirstOrDefault(s => s.Suffix == text[digits.Length..]).Factor;
        // The parser alone would accept ".5", "5." and a NUL after the number.
        return factor != 0 && digits.Length > 0 && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[^1])
            && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number <= MirrorRateLimit.MostBits && number * factor <= MirrorRateLimit.MostBits * 2m
            ? (long)(number * factor)
            : null;
    }
}
