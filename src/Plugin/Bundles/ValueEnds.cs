namespace K8sMirror.Plugin.Bundles;

/// <summary>Finds the end of a value that has more than one word.</summary>
internal static class ValueEnds
{
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
    public static int OfBlock(ReadOnlySpan<char> text, int at)
    {
        var own = Indentation(text[(text[..at].LastIndexOf('\n') + 1)..at]);
        var end = at;
        while (end < text.Length)
        {
            var rest = text[(end + 1)..];
            var length = rest.IndexOf('\n');
            var line = length < 0 ? rest : rest[..length];
            var indentation = Indentation(line);
            if (indentation < own || (indentation == own && !line[indentation..].StartsWith("- ", StringComparison.Ordinal)))
            {
                break;
            }
            end += 1 + line.Length;
        }
        return end;
    }

    private static int Indentation(ReadOnlySpan<char> line)
    {
        var length = line.IndexOfAnyExcept(' ');
        return length < 0 ? line.Length : length;
    }
}
