using System.Buffers;
using System.Globalization;
using System.Text;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Rendering;

/// <summary>
/// Makes text from others harmless to a terminal: characters that are not visible are written as <c>\u001b</c>, as JSON and YAML write them within quotes.
/// </summary>
public static class Printable
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>Lines of text: line breaks and tabs stay.</summary>
    public static string Lines(string text) => Escape(text, "\n\t");

    /// <summary>One line, as the cell of a table.</summary>
    public static string Line(string text) => Escape(text, "");

    private static string Escape(string text, string kept)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }
        var result = new StringBuilder(text.Length + 16);
        for (var at = 0; at < text.Length;)
        {
            // Half of a surrogate pair is not a character; Rune returns how much of the text it is.
            var isWhole = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length) == OperationStatus.Done;
            if (isWhole && (Quoting.IsHarmless(rune) || (rune.IsBmp && kept.Contains((char)rune.Value, StringComparison.Ordinal))))
            {
                result.Append(text, at, length);
            }
            else
            {
                foreach (var c in text.AsSpan(at, length))
                {
                    result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                }
            }
            at += length;
        }
        return result.ToString();
    }
}
