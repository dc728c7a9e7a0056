using System.Buffers;

namespace K8sMirror.Plugin.Bundles;

/// <summary>Finds the end of a value that has more than one word.</summary>
internal static class ValueEnds
{
    /// <summary>End of a value without quotes.</summary>
    public static readonly SearchValues<char> OfAWord = SearchValues.Create(" \t\r\n\v\"'`");

    /// <summary>End of a line, also of one in a JSON text.</summary>
    public const string OfALine = "\n\v";

    /// <summary>The next blank or quote; a quote within a word does not count.</summary>
    public static int OfWord(ReadOnlySpan<char> text, int at)
    {
        for (var i = at; text[i..].IndexOfAny(OfAWord) is var length and >= 0; i++)
        {
            i += length;
            if (text[i] is not ('"' or '\'') || i == at || text[(i + 1)..] is not [var next, ..] || !char.IsAsciiLetterOrDigit(next))
            {
                return i;
            }
        }
        return text.Length;
    }

    /// <summary>The first of these characters; if it is a line break, the end of the further lines that belong to the value.</summary>
    public static int OfText(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> ends)
    {
        var length = text[at..].IndexOfAny(ends);
        return length < 0 ? text.Length
            : OfALine.Contains(text[at + length], StringComparison.Ordinal) ? OfBlock(text, at + length, hasItems: false)
            : at + length;
    }

    /// <summary>The closing quote of a text, or the end of its line.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="at">Position behind the opening quote.</param>
    /// <param name="quote">That quote.</param>
    /// <param name="escapes">Number of backslashes before it; the closing quote has as many.</param>
    public static int OfQuoted(ReadOnlySpan<char> text, int at, char quote, int escapes)
    {
        for (var i = at; i < text.Length; i++)
        {
            if (text[i] == '\\' && escapes == 0)
            {
                i++;
            }
            else if (escapes == 0 && quote == '\'' && text[i..] is ['\'', '\'', ..])
            {
                // As YAML and SQL write a quote.
                i++;
            }
            else if (text[i] == quote || text[i] == '\n')
            {
                return Math.Max(at, text[i] == quote ? i - escapes : i);
            }
        }
        return text.Length;
    }

    /// <summary>Position behind the bracket that closes a JSON list or mapping, or one printed by Go; the end of the line if none does.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="at">Position of its opening bracket.</param>
    public static int OfBrackets(ReadOnlySpan<char> text, int at)
    {
        var depth = 0;
        for (var i = at; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\n':
                    return i;
                case '\\':
                    i++;
                    break;
                case '"':
                    // A bracket in a string closes nothing.
                    i = OfQuoted(text, i + 1, '"', escapes: 0);
                    if (i < text.Length && text[i] == '\n')
                    {
                        return i;
                    }
                    break;
                case '[' or '{':
                    depth++;
                    break;
                case ']' or '}' when --depth == 0:
                    return i + 1;
            }
        }
        return text.Length;
    }

    /// <summary>
    /// The end of the lines that belong to a name with no value, or only a YAML block indicator, on its own line: lines that are indented more than the name's,
    /// and the items of its list. The end of the name's own line if there are none.
    /// </summary>
    /// <param name="text">The whole text.</param>
    /// <param name="at">The end of the name's line.</param>
    /// <param name="hasItems">Whether items of a list, which need no indentation, may follow.</param>
    public static int OfBlock(ReadOnlySpan<char> text, int at, bool hasItems)
    {
        var line = text[(text[..at].LastIndexOfAny(OfALine) + 1)..at];
        // Of the first field of an item of a list: that of the other fields.
        var own = Indentation(line) is var blanks && line[blanks..].StartsWith("- ", StringComparison.Ordinal) ? blanks + 2 : blanks;
        var (end, next) = (at, at);
        while (next < text.Length)
        {
            var rest = text[(next + 1)..];
            var length = rest.IndexOfAny(OfALine);
            line = length < 0 ? rest : rest[..length];
            next += 1 + line.Length;
            if (line.IndexOfAnyExcept(" \t\r\\") < 0)
            {
                continue;
            }
            var indentation = Indentation(line);
            if (indentation < own || (indentation == own && !(hasItems && line[indentation..].StartsWith("- ", StringComparison.Ordinal))))
            {
                break;
            }
            end = next;
        }
        return end;
    }

    private static int Indentation(ReadOnlySpan<char> line)
    {
        var length = line.IndexOfAnyExcept(" \t");
        return length < 0 ? line.Length : length;
    }
}
