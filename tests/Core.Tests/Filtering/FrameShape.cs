using System.Buffers.Binary;

namespace K8sMirror.Core.Tests.Filtering;

/// <summary>Properties of a frame that determine its class of <see cref="Difference"/>.</summary>
internal sealed record FrameShape(bool IsTagged, bool IsArp, bool HasExtensions, bool IsIPv6Tcp, bool IsCutOff)
{
    public static FrameShape Of(ReadOnlySpan<byte> frame)
    {
        var at = 12;
        var tags = 0;
        while (tags < 2 && at + 6 <= frame.Length && Two(frame, at) is 0x8100 or 0x88a8)
        {
            (at, tags) = (at + 4, tags + 1);
        }
        var type = at + 2 <= frame.Length ? Two(frame, at) : 0;
        // 0x9100 is a tag to tcpdump, but not to rules.
        var isTagged = tags > 0 || type is 0x8100 or 0x88a8 or 0x9100;
        var rest = at + 2 <= frame.Length ? frame[(at + 2)..] : default;
        var isCut = at + 2 > frame.Length || (tags < 2 && type is 0x8100 or 0x88a8);
        return type switch
        {
            0x0806 or 0x8035 => new(isTagged, true, false, false, isCut || rest.Length < 28),
            0x0800 => new(isTagged, false, false, false, isCut || rest.Length < 20
                || ((Two(rest, 6) & 0x1fff) == 0 && rest.Length < (4 * (rest[0] & 15)) + Needed(rest[9]))),
            0x86dd when rest.Length < 40 => new(isTagged, false, false, false, true),
            0x86dd => new(isTagged, false, rest[6] is 0 or 43 or 44 or 60, rest[6] == 6, isCut || rest.Length < 40 + Needed(rest[6])),
            _ => new(isTagged, false, false, false, isCut),
        };
    }

    /// <summary>The class of a packet on which both differ.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="isExact">True if tcpdump got our exact meaning, where it can express that.</param>
    public Difference ClassFor(OracleExpression expression, bool isExact) => this switch
    {
        { IsCutOff: true } => Difference.CutOff,
        { HasExtensions: true } when expression.HasTransport => Difference.Extensions,
        _ when isExact => Difference.None,
        { IsTagged: true } => Difference.Tags,
        { IsArp: true } when expression.HasHostOrNet => Difference.Arp,
        { IsIPv6Tcp: true } when expression.HasFlags => Difference.FlagsOfIPv6,
        _ => Difference.None,
    };

    private static int Needed(byte protocol) => protocol switch { 6 => 14, 17 or 132 => 4, 1 or 58 => 2, 0 or 43 or 44 or 60 => 8, _ => 0 };

    private static int Two(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
}
