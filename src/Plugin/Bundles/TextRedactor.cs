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
    // "the password was reset to SECRET"
    private const int WordsBeforeASecret = 4;
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\r\n");
    private static readonly SearchValues<char> EndsOfAChunk = SearchValues.Create(" \t\r\n\"'`<>|\\");
    private static readonly SearchValues<char> EndsOfAValue = SearchValues.Create(" \t\r\n\"'`");
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
                suspects = rest[0] == '\n' ? 0 : suspects;
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
                return;
            }
        }
        var isOption = chunk[0] == '-';
        // -pSECRET, -uNAME:SECRET.
        if (isOption && chunk.Length > 2 && char.IsAsciiLetter(chunk[1]) && (!words.Has(chunk[1..]) || (chunk.Length > 4 && chunk[1] is 'p' or 'u')))
        {
            Keep(2);
            Remove(end);
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
            if (words.Has(word))
            {
                Keep(length);
            }
            else
            {
                Remove(at + length);
            }
            var name = word.TrimStart('-');
            if ((SecretNames.Has(name) || (isKind && name.Equals("key", StringComparison.OrdinalIgnoreCase))) && IsFollowedByValue(out var value))
            {
                clean.Append(text[at..value]);
                at = value;
                Value(SecretNames.IsHeader(name));
                return;
            }
            if (SecretNames.IsScheme(name) || (at == end && isOption && (SecretNames.Has(name) || chunk is "-u" or "-p")))
            {
                SkipSuspect();
                return;
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
        while (at < text.Length && (text[at] is ' ' or '\t' or ',' || (text[at] == '\n' && text[(at + 1)..] is [' ', ..] or ['-', ' ', ..]) || text[at..] is ['-', ' ', ..]))
        {
            Keep(1);
        }
        Value(toEndOfLine: false);
    }

    /// <summary>An equals sign, a colon or the like, with blanks and quotes around it: NAME=, "name": , \"name\": , name =>, &lt;name>, name%3D.</summary>
    private readonly bool IsFollowedByValue(out int value)
    {
        value = at;
        while (value < text.Length && text[value] is '\\' or '"' or '\'' or ' ' or '\t')
        {
            value++;
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

    /// <summary>Removes a value, up to its closing quote or its end.</summary>
    private void Value(bool toEndOfLine)
    {
        if (IsEndOfLine())
        {
            Remove(ValueEnds.OfBlock(text, at + text[at..].IndexOf('\n')));
            return;
        }
        while (text[at..] is ['\\', 'n', ..])
        {
            Keep(2);
            at += text[at..].IndexOfAnyExcept(" -") is var blanks and > 0 ? blanks : 0;
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
        var rest = text[start..];
        if (rest is ['"' or '\'', ..])
        {
            var quote = rest[0];
            var escapes = start - at;
            clean.Append(text[at..(start + 1)]);
            at = start + 1;
            Remove(ValueEnds.OfQuoted(text, at, quote, escapes));
            return;
        }
        var length = toEndOfLine ? rest.IndexOfAny('\n', '"', '\'') : rest.IndexOfAny(EndsOfAValue);
        var end = length < 0 ? text.Length : start + length;
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
        var line = rest.IndexOf('\n');
        return line >= 0 && rest[..line].Trim() is "" or "|" or ">" or "|-" or ">-" or "|+" or ">+";
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
        var line = text[last..].IndexOfAny('\n', '"', '\\');
        Remove(line < 0 ? text.Length : last + line);
    }
}
