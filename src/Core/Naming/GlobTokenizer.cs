using System.Text;

namespace K8sMirror.Core.Naming;

/// <summary>Splits a glob into its elements.</summary>
internal static class GlobTokenizer
{
    public static List<GlobToken> Tokenize(string text, out GlobProblem? problem)
    {
        problem = null;
        var tokens = new List<GlobToken>();
        for (var at = 0; at < text.Length && problem is null;)
        {
            var (rune, units) = NameEscapes.Characters(text[at..]).First();
            switch (rune.Value)
            {
                case '*':
                    // Two stars mean the same as one.
                    if (tokens.Count == 0 || !tokens[^1].IsStar)
                    {
                        tokens.Add(GlobToken.Star);
                    }
                    at++;
                    break;
                case '?':
                    tokens.Add(GlobToken.AnyOne);
                    at++;
                    break;
                case '[':
                    at = ReadSet(text, at, tokens, out problem);
                    break;
                default:
                    tokens.Add(GlobToken.Literal(rune));
                    at += units;
                    break;
            }
        }
        return tokens;
    }

    private static int ReadSet(string text, int open, List<GlobToken> tokens, out GlobProblem? problem)
    {
        problem = null;
        var close = text.IndexOf(']', open);
        if (close < 0)
        {
            problem = new(open, "has '[' without ']'; close the set, as in eth[0-3]");
            return text.Length;
        }
        var negated = text[open + 1] == '!';
        var first = open + (negated ? 2 : 1);
        if (text[open + 1] == '^')
        {
            problem = new(open, "has '[^': write '[!' for characters outside a set");
        }
        else if (first == close)
        {
            problem = new(open, "has an empty set; put characters between '[' and ']'");
        }
        if (problem is not null)
        {
            return text.Length;
        }
        var runes = NameEscapes.Characters(text[first..close]).Select(c => c.Rune).ToArray();
        var ranges = new List<(Rune, Rune)>();
        for (var i = 0; i < runes.Length; i++)
        {
            var isRange = i + 2 < runes.Length && runes[i + 1].Value == '-';
            var last = isRange ? runes[i + 2] : runes[i];
            if (runes[i] > last)
            {
                problem = new(open, $"has the range '{NameEscapes.Words(runes[i])}-{NameEscapes.Words(last)}', which is the wrong way round; write '{NameEscapes.Words(last)}-{NameEscapes.Words(runes[i])}'");
                return text.Length;
            }
            ranges.Add((runes[i], last));
            i += isRange ? 2 : 0;
        }
        tokens.Add(new(false, negated, ranges));
        return close + 1;
    }
}
