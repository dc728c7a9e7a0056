using System.Buffers;
using System.Text;

namespace K8sMirror.Plugin.Bundles;

/// <summary>
/// Goes through a text once, from beginning to end, and keeps the words that <see cref="HarmlessWords"/> allows. The value after a name such as
/// <c>DB_PASS=</c>, <c>"token":</c> or <c>--password</c> is always removed.
/// </summary>
internal ref struct TextRedactor
{
    // A key that was cut in the middle has no END line.
    private const string KeyBegins = "-----BEGIN ";
    private const string KeyEnds = "-----END ";
    private const int ChunkOfBase64 = 20;
    private const int MostOfABlockSign = 3;
    // Farther away, a quote or a line's beginning has nothing to do with a name, and a closing tag nothing with its element.
    private const int FarBefore = 64;
    private const int FarBehind = 4096;
    // "the password was reset to SECRET"
    private const int WordsBeforeASecret = 4;
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\r\n\v");
    private static readonly SearchValues<char> EndsOfAChunk = SearchValues.Create(" \t\r\n\v\"'`<>|\\");
    private readonly ReadOnlySpan<char> text;
    private readonly HarmlessWords words;
    private readonly StringBuilder clean;
    private int at;
    // Number of next words to remove because of an earlier one, unless they belong to a sentence.
    private int suspects;
    // Whether the last word was "api" or the like, which makes a following "key" secret.
    private bool isKind;
    // Position of the last @ of the chunk.
    private int lastAt;
    // Position of the next end of a key; int.MaxValue if there is none.
    private int keyEnds = -1;
    // The same of the next closing tag.
    private int elementEnds = -1;

    private TextRedactor(ReadOnlySpan<char> text, HarmlessWords words)
    {
        this.text = text;
        this.words = words;
        clean = new(text.Length);
    }

    /// <summary>Returns the text without its secrets.</summary>
    public static string Clean(string text, HarmlessWords words) => new TextRedactor(text, words).Run();

    private string Run()
    {
        while (at < text.Length)
        {
            var rest = text[at..];
            if (Blanks.Contains(rest[0]))
            {
                suspects = rest[0] is '\n' or EscapedText.LineBreak ? 0 : suspects;
                Keep(1);
            }
            else if (rest.StartsWith(KeyBegins, StringComparison.Ordinal) || rest.StartsWith(KeyEnds, StringComparison.Ordinal))
            {
                Key();
            }
            else if (EndsOfAChunk.Contains(rest[0]))
            {
                Keep(1);
            }
            else
            {
                var length = rest.IndexOfAny(EndsOfAChunk);
                if (length > 0 && rest[..length].Contains("://", StringComparison.Ordinal))
                {
                    // A password may contain the other characters.
                    length = rest.IndexOfAny(ValueEnds.OfAWord);
                }
                Chunk(at + (length < 0 ? rest.Length : length));
            }
        }
        return clean.ToString();
    }

    private void Keep(int length)
    {
        clean.Append(text.Slice(at, length));
        at += length;
    }

    private void Remove(int to)
    {
        if (to > at)
        {
            clean.Append(Redactor.Removed);
            at = to;
        }
    }

    /// <summary>Handles the text between two blanks or quotes.</summary>
    private void Chunk(int end)
    {
        var chunk = text[at..end];
        if (suspects > 0)
        {
            suspects--;
            // An option itself names what follows it.
            if (!TextWords.IsOfASentence(chunk) && !chunk.StartsWith("--", StringComparison.Ordinal))
            {
                suspects = 0;
                Remove(end);
                if (chunk[^1] == '=')
                {
                    // key="password" x="SECRET"
                    Value("");
                }
                return;
            }
        }
        var isOption = chunk[0] == '-';
        // -pSECRET, -uNAME:SECRET.
        if (isOption && chunk.Length > 2 && char.IsAsciiLetter(chunk[1]) && (!words.Has(chunk[1..]) || (chunk.Length > 4 && chunk[1] is 'p' or 'u')))
        {
            Keep(2);
            Remove(end);
            if (!chunk.ContainsAny('=', ':') && SecretNames.Has(chunk[1..]))
            {
                // -password SECRET
                SkipSuspect();
            }
            return;
        }
        if (chunk.Length >= ChunkOfBase64 && chunk[0] != '/' && !chunk.TrimEnd('=').ContainsAny('=', ':') && !words.HasAll(chunk))
        {
            Remove(end);
            return;
        }
        // NAME:PASSWORD@HOST
        lastAt = at + chunk.LastIndexOf('@');
        if (lastAt - at is var host && host > 0 && chunk.IndexOf(':') is var colon && colon > 0 && colon < host && !chunk[colon..].StartsWith("://", StringComparison.Ordinal))
        {
            Remove(at + host);
        }
        while (at < end)
        {
            var length = TextWords.LengthOf(text[at..end]);
            if (length == 0)
            {
                Separator(end);
                continue;
            }
            var word = text.Slice(at, length);
            var start = at;
            if (words.Has(word))
            {
                Keep(length);
            }
            else
            {
                Remove(at + length);
            }
            var name = word.TrimStart('-');
            if (SecretNames.Has(name) && IsElement(start))
            {
                Element();
                continue;
            }
            if ((SecretNames.Has(name) || (isKind && name.Equals("key", StringComparison.OrdinalIgnoreCase))) && IsFollowedByValue(name, out var value))
            {
                clean.Append(text[at..value]);
                at = value;
                Value(EndsOfTheValueOf(name, start));
                continue;
            }
            if (SecretNames.IsScheme(name) || (at == end && word[0] == '-' && (SecretNames.Has(name) || word is "-u" or "-U" or "-p" or "-P" or "-a" or "-w")))
            {
                SkipSuspect();
                continue;
            }
            if (at == end && (SecretNames.IsSaid(name) || (isKind && name.Equals("key", StringComparison.OrdinalIgnoreCase))))
            {
                suspects = WordsBeforeASecret;
            }
            isKind = SecretNames.IsKindOfKey(name);
        }
    }

    /// <summary>Skips the next word, which counts as secret whatever it looks like; the quote that closes the word before it is not part of it.</summary>
    private void SkipSuspect()
    {
        suspects = 0;
        if (at < text.Length && text[at] == '\\')
        {
            Keep(1);
        }
        if (at < text.Length && text[at] is '"' or '\'')
        {
            Keep(1);
        }
        // An argument may be on the next line, or be the next item of a list.
        while (at < text.Length && (text[at] is ' ' or '\t' or ',' || (text[at] is '\n' or EscapedText.LineBreak && text[(at + 1)..] is [' ', ..] or ['-', ' ', ..]) || text[at..] is ['-', ' ', ..]))
        {
            Keep(1);
        }
        Value("");
    }

    /// <summary>
    /// Where the value of this name ends if it is not quoted: at the end of the line if the name begins it, at the quote before the name, or at a blank (empty).
    /// </summary>
    private readonly ReadOnlySpan<char> EndsOfTheValueOf(ReadOnlySpan<char> name, int start)
    {
        var before = text[Math.Max(0, start - FarBefore)..start].TrimEnd(" \t-");
        return before is [] or [.., '\n' or EscapedText.LineBreak] ? ValueEnds.OfALine
            : before is [.., '"'] ? "\n\v\""
            : before is [.., '\''] ? "\n\v'"
            : SecretNames.IsHeader(name) ? "\n\v\"'" : "";
    }

    /// <summary>Whether a name is that of an XML element: &lt;NAME or &lt;PREFIX:NAME.</summary>
    private bool IsElement(int name)
    {
        var before = text[Math.Max(0, name - FarBefore)..name];
        if (before is [.., ':'])
        {
            before = before[..^1];
            while (before is [.., var c] && char.IsAsciiLetterOrDigit(c))
            {
                before = before[..^1];
            }
        }
        return before is [.., '<'] && NextClosingTag() < at + FarBehind && text[at..elementEnds].Contains('>');
    }

    /// <summary>Removes attributes and content of an XML element.</summary>
    private void Element()
    {
        Remove(at + text[at..].IndexOf('>'));
        Keep(1);
        if (elementEnds > at)
        {
            Remove(elementEnds);
        }
    }

    private int NextClosingTag()
    {
        if (elementEnds < at && elementEnds != int.MaxValue)
        {
            var next = text[at..].IndexOf("</", StringComparison.Ordinal);
            elementEnds = next < 0 ? int.MaxValue : at + next;
        }
        return elementEnds;
    }

    /// <summary>An equals sign, a colon or the like, with blanks and quotes around it: NAME=, "name": , \"name\": , name =>, name%3D; or a quote behind a password's name.</summary>
    private readonly bool IsFollowedByValue(ReadOnlySpan<char> name, out int value)
    {
        value = at;
        if (text[at..] is [' ', '"' or '\'', ..] && name.Contains("pass", StringComparison.OrdinalIgnoreCase))
        {
            value++;
            return true;
        }
        while (value < text.Length && (text[value] is '\\' or '"' or '\'' or ' ' or '\t' || text[value..] is ['%', '2', '2' or '7', ..]))
        {
            value += text[value] == '%' ? 3 : 1;
        }
        var sign = value;
        while (value < text.Length && (text[value] is '=' or ':' or '>' || text[value..] is ['-', '>', ..]))
        {
            value++;
        }
        if (text[value..] is ['%', '3', 'D' or 'd' or 'A' or 'a', ..])
        {
            value += 3;
        }
        if (value == sign)
        {
            return false;
        }
        while (value < text.Length && text[value] is ' ' or '\t')
        {
            value++;
        }
        return true;
    }

    /// <summary>Removes a value.</summary>
    /// <param name="ends">Where it ends if it is not quoted; empty for the next blank.</param>
    private void Value(ReadOnlySpan<char> ends)
    {
        if (IsEndOfLine())
        {
            Remove(ValueEnds.OfBlock(text, at + text[at..].IndexOfAny(ValueEnds.OfALine), hasItems: true));
            return;
        }
        if (text[at..] is ['[' or '{', ..] and not ['[', ']', ..] and not ['{', '}', ..])
        {
            Remove(ValueEnds.OfBrackets(text, at));
            return;
        }
        var start = at;
        while (start < text.Length && text[start] == '\\')
        {
            start++;
        }
        var escapes = start - at;
        // b'…', $'…'
        start += escapes == 0 && text[at..] is [not '"' and not '\'', '"' or '\'', not ',' and not '}' and not ']' and not ')' and not ' ' and not '\n', ..] ? 1 : 0;
        if (text[start..] is [('"' or '\'') and var quote, ..])
        {
            clean.Append(text[at..(start + 1)]);
            at = start + 1;
            Remove(ValueEnds.OfQuoted(text, at, quote, escapes));
            return;
        }
        var end = ends.IsEmpty ? ValueEnds.OfWord(text, at) : ValueEnds.OfText(text, at, ends);
        if (!TextWords.IsConstant(text[at..end]))
        {
            Remove(end);
        }
        else
        {
            Keep(end - at);
        }
    }

    /// <summary>Whether nothing else is on this line, or only the indicator of a YAML block.</summary>
    private readonly bool IsEndOfLine()
    {
        var rest = text[at..Math.Min(at + MostOfABlockSign + 1, text.Length)];
        var line = rest.IndexOfAny(ValueEnds.OfALine);
        return line >= 0 && rest[..line].Trim().TrimEnd('\\') is "" or "|" or ">" or "|-" or ">-" or "|+" or ">+";
    }

    /// <summary>Handles characters between words; text between :// and @ is a name and a password.</summary>
    private void Separator(int end)
    {
        if (text[at..end].StartsWith("://", StringComparison.Ordinal))
        {
            Keep(3);
            // A password may contain a slash; a name alone does not.
            if (lastAt > at && (text[at..lastAt].Contains(':') || text[at..lastAt].IndexOfAny('/', '?') < 0))
            {
                Remove(lastAt);
            }
            return;
        }
        Keep(1);
    }

    /// <summary>Removes a PEM block, or lines of base64 if its end is missing.</summary>
    private void Key()
    {
        if (keyEnds < at && keyEnds != int.MaxValue)
        {
            var next = text[at..].IndexOf(KeyEnds, StringComparison.Ordinal);
            keyEnds = next < 0 ? int.MaxValue : at + next;
        }
        var last = keyEnds == int.MaxValue || keyEnds == at || text[(at + 1)..keyEnds].Contains(KeyBegins, StringComparison.Ordinal) ? at : keyEnds;
        var line = text[last..].IndexOfAny("\n\v\"\\");
        Remove(line < 0 ? text.Length : last + line);
    }
}
