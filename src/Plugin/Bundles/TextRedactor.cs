using System.Buffers;
using System.Text;

namespace K8sMirror.Plugin.Bundles;

/// <summary>
/// Goes through a text once, from its beginning to its end, and keeps the words that <see cref="HarmlessWords"/> allows. What stands behind a name such as
/// <c>DB_PASS=</c>, <c>"token":</c> or <c>--password</c> goes whatever it is.
/// </summary>
internal ref struct TextRedactor
{
    // A key that was cut in the middle has no end.
    private const string KeyBegins = "-----BEGIN ";
    private const string KeyEnds = "-----END ";
    private const int ChunkOfBase64 = 20;
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\r\n");
    private static readonly SearchValues<char> EndsOfAChunk = SearchValues.Create(" \t\r\n\"'`<>|\\");
    private static readonly SearchValues<char> EndsOfAValue = SearchValues.Create(" \t\r\n\"'`");
    private readonly ReadOnlySpan<char> text;
    private readonly HarmlessWords words;
    private readonly StringBuilder clean;
    private int at;
    // Words that go because of one before them, unless they are a sentence's.
    private int suspects;
    // Where the next end of a key is; int.MaxValue if there is none.
    private int keyEnds = -1;

    private TextRedactor(ReadOnlySpan<char> text, HarmlessWords words)
    {
        this.text = text;
        this.words = words;
        clean = new(text.Length);
    }

    /// <summary>What is left of a text.</summary>
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

    /// <summary>What lies between two blanks or quotes.</summary>
    private void Chunk(int end)
    {
        var chunk = text[at..end];
        if (suspects > 0)
        {
            suspects--;
            if (!TextWords.IsOfASentence(chunk))
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
        if (chunk.IndexOf('@') is var host && host > 0 && chunk.IndexOf(':') is var colon && colon > 0 && colon < host && !chunk[colon..].StartsWith("://", StringComparison.Ordinal))
        {
            Remove(at + host);
        }
        while (at < end)
        {
            var length = TextWords.LengthOf(text[at..end]);
            if (length == 0)
            {
                Separator(ref end);
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
            if (SecretNames.Has(name) && IsFollowedByValue(out var value))
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
            if (at == end && SecretNames.IsSaid(name))
            {
                suspects = 2;
            }
        }
    }

    /// <summary>The very next word, which is a secret whatever it looks like; the quote that ends the one before it is none of its own.</summary>
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
        while (at < text.Length && text[at] is ' ' or '\t' or ',')
        {
            Keep(1);
        }
        Value(toEndOfLine: false);
    }

    /// <summary>An equals sign or a colon, with blanks and quotes around it: NAME=, "name": , \"name\": .</summary>
    private readonly bool IsFollowedByValue(out int value)
    {
        value = at;
        while (value < text.Length && text[value] is '\\' or '"' or '\'' or ' ' or '\t')
        {
            value++;
        }
        if (value >= text.Length || text[value] is not ('=' or ':'))
        {
            return false;
        }
        value++;
        while (value < text.Length && text[value] is ' ' or '\t')
        {
            value++;
        }
        return true;
    }

    /// <summary>Leaves a value out, up to its closing quote, or its end.</summary>
    private void Value(bool toEndOfLine)
    {
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
            Remove(EndOfQuoted(quote, escapes));
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

    private readonly int EndOfQuoted(char quote, int escapes)
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

    /// <summary>Characters between words; what stands between :// and @ is a name and a password.</summary>
    private void Separator(ref int end)
    {
        if (text[at..end].StartsWith("://", StringComparison.Ordinal))
        {
            Keep(3);
            var host = text[at..end];
            var slash = host.IndexOfAny('/', '?');
            var to = (slash < 0 ? host : host[..slash]).LastIndexOf('@');
            if (to > 0)
            {
                Remove(at + to);
            }
            return;
        }
        Keep(1);
    }

    /// <summary>A block of PEM, and lines of base64 where its end is missing.</summary>
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
