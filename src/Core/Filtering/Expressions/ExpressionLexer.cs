using K8sMirror.Core.Lines;

namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>Splits an expression into words and symbols.</summary>
internal static class ExpressionLexer
{
    private static readonly string[] Signs = ["&&", "||", "==", "!=", "<=", ">=", "<<", ">>", "(", ")", "[", "]", "!", "&", "|", "=", "<", ">", "/", "+", "*", "^", "%"];

    /// <summary>The tokens, followed by an empty one.</summary>
    public static List<ExpressionToken> Scan(string text, ProblemList errors)
    {
        var line = new LineText(0, text);
        var tokens = new List<ExpressionToken>();
        for (var at = 0; at < text.Length;)
        {
            var length = text.AsSpan(at).IndexOfAnyExcept(" \t\r\n");
            if (length != 0)
            {
                at = length < 0 ? text.Length : at + length;
                continue;
            }
            var sign = Signs.FirstOrDefault(s => string.CompareOrdinal(text, at, s, 0, s.Length) == 0);
            length = sign?.Length ?? WordLength(text.AsSpan(at));
            if (length == 0)
            {
                length = char.IsSurrogatePair(text, at) ? 2 : 1;
                var stray = line.Slice(at, length);
                errors.Add(stray, $"{stray.Quoted} does not belong into an expression");
            }
            else
            {
                tokens.Add(new(line.Slice(at, length), sign is null));
            }
            at += length;
        }
        tokens.Add(new(line.Slice(text.Length, 0), false));
        return tokens;
    }

    // A backslash before a word marks a name instead of a keyword: ip proto \tcp.
    private static int WordLength(ReadOnlySpan<char> text)
    {
        var start = text[0] == '\\' ? 1 : 0;
        var at = start;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '.' or ':' or '-' or '_' or '$'))
        {
            at++;
        }
        return at == start ? 0 : at;
    }
}
