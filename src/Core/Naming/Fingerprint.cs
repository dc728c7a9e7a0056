using System.Globalization;

namespace K8sMirror.Core.Naming;

/// <summary>
/// A hash that only distinguishes contents: FNV-1a, 64 bits. A cryptographic one would need OpenSSL, which a stand-alone agent does not need otherwise.
/// </summary>
public static class Fingerprint
{
    private const ulong Basis = 0xcbf29ce484222325;
    private const ulong Prime = 0x100000001b3;

    /// <summary>Sixteen hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> content) => Number(content).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The same as a number.</summary>
    public static ulong Number(ReadOnlySpan<byte> content)
    {
        var hash = Basis;
        foreach (var b in content)
        {
            hash = unchecked((hash ^ b) * Prime);
        }
        return hash;
    }
}
