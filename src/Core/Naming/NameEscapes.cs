using System.Buffers;
using System.Globalization;
using System.Text;

namespace K8sMirror.Core.Naming;

/// <summary>
/// NIC names as text. To the kernel a name is bytes in any encoding or none: bytes that are not a visible character of UTF-8 are written as <c>\xff</c>, with
/// two lower-case hexadecimal digits each. Different names have different texts, and each text means one name.
/// </summary>
public static class NameEscapes
{
    private const int Length = 4;
    // In the last plane but one, whose characters are for private use: such a character itself is written as bytes.
    private const int FirstByte = 0xF0000;
    // First byte of UTF-8 that is not a character by itself.
    private const int FirstOfMore = 0x80;

    /// <summary>The text of a name as the kernel has it, without a terminating zero.</summary>
    public static string ToText(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder(name.Length);
        while (!name.IsEmpty)
        {
            var isRune = Rune.DecodeFromUtf8(name, out var rune, out var size) == OperationStatus.Done;
            if (isRune && IsShown(rune) && !(rune.Value == '\\' && name.Length >= Length && IsEscape((char)name[1], (char)name[2], (char)name[3])))
            {
                text.Append(rune.ToString());
            }
            else
            {
                foreach (var value in name[..size])
                {
                    text.Append(Of(value));
                }
            }
            name = name[size..];
        }
        return text.ToString();
    }

    /// <summary>The name that a text stands for, without a terminating zero. A half of a surrogate pair becomes U+FFFD.</summary>
    public static byte[] ToName(string text)
    {
        var name = new ArrayBufferWriter<byte>(text.Length + 1);
        foreach (var (rune, _) in Characters(text))
        {
            if (ByteOf(rune) is { } value)
            {
                name.Write([value]);
            }
            else
            {
                name.Advance(rune.EncodeToUtf8(name.GetSpan(4)));
            }
        }
        return name.WrittenSpan.ToArray();
    }

    /// <summary>One byte as it is written.</summary>
    internal static string Of(byte value) => string.Create(CultureInfo.InvariantCulture, $"\\x{value:x2}");

    /// <summary>Whether a character is written as itself.</summary>
    internal static bool IsShown(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse);

    /// <summary>
    /// The text's characters and how many UTF-16 units each takes. An escaped byte is one character; if it is not ASCII, it has a value that no other character
    /// has.
    /// </summary>
    internal static IEnumerable<(Rune Rune, int Units)> Characters(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '\\' && at + Length <= text.Length && IsEscape(text[at + 1], text[at + 2], text[at + 3]))
            {
                var value = int.Parse(text.AsSpan(at + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                yield return (new(value < FirstOfMore ? value : FirstByte + value), Length);
                at += Length;
            }
            else
            {
                _ = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var units);
                // A private-use character that was not written as bytes is not one of ours.
                yield return (ByteOf(rune) is null ? rune : Rune.ReplacementChar, units);
                at += units;
            }
        }
    }

    /// <summary>A character of <see cref="Characters"/> as readable text.</summary>
    internal static string Words(Rune rune) => ByteOf(rune) is { } value ? Of(value) : rune.ToString();

    private static byte? ByteOf(Rune rune) => rune.Value - FirstByte is >= 0 and <= byte.MaxValue and var value ? (byte)value : null;

    private static bool IsEscape(char x, char high, char low) => x == 'x' && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low);
}
