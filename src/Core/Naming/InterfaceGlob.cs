using System.Text;

namespace K8sMirror.Core.Naming;

/// <summary>
/// A pattern over whole NIC names, case-sensitive: <c>*</c> any run of characters, <c>?</c> one, <c>[a-z05]</c> one of a set, <c>[!a-z]</c> one
/// outside it. Matching takes at most pattern length × name length steps.
/// </summary>
public sealed class InterfaceGlob
{
    /// <summary>Longest pattern, in characters.</summary>
    public const int MaxLength = 63;

    private readonly GlobToken[] tokens;

    private InterfaceGlob(string text, GlobToken[] tokens)
    {
        Text = text;
        this.tokens = tokens;
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>True if the text has one of <c>* ? [</c>, so that it is a pattern and not one NIC's name.</summary>
    public static bool IsGlob(string text) => text.AsSpan().IndexOfAny("*?[") >= 0;

    /// <summary>Reads a pattern; a text without special characters matches only itself.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="problem">Why it is invalid, or null.</param>
    /// <returns>The pattern, or null.</returns>
    public static InterfaceGlob? Parse(string text, out GlobProblem? problem)
    {
        if (text.Length == 0)
        {
            problem = new(0, "is empty; write a NIC's name or a pattern such as eth*");
            return null;
        }
        if (text.Length > MaxLength)
        {
            problem = new(0, $"is {text.Length} characters long; a pattern has at most {MaxLength}");
            return null;
        }
        if (InterfaceName.CharacterProblem(text) is { } characters)
        {
            problem = new(0, characters);
            return null;
        }
        var tokens = GlobTokenizer.Tokenize(text, out problem);
        if (problem is null && tokens.Count(t => !t.IsStar) > InterfaceName.MaxBytes)
        {
            problem = new(0, $"matches nothing: it asks for more than {InterfaceName.MaxBytes} characters, and no NIC's name is that long");
        }
        return problem is null ? new(text, [.. tokens]) : null;
    }

    /// <summary>True if the whole name matches.</summary>
    public bool Matches(string name)
    {
        Span<Rune> runes = stackalloc Rune[64];
        if (name.Length > runes.Length)
        {
            return false;
        }
        var length = 0;
        foreach (var (rune, _) in NameEscapes.Characters(name))
        {
            runes[length++] = rune;
        }
        return Matches(runes[..length]);
    }

    // On a mismatch only the last star needs a retry: earlier stars took as little as they could, and less is never worse.
    private bool Matches(ReadOnlySpan<Rune> name)
    {
        int at = 0, token = 0, star = -1, resume = 0;
        while (at < name.Length)
        {
            if (token < tokens.Length && tokens[token].IsStar)
            {
                star = token++;
                resume = at;
            }
            else if (token < tokens.Length && tokens[token].Accepts(name[at]))
            {
                token++;
                at++;
            }
            else if (star >= 0)
            {
                token = star + 1;
                at = ++resume;
            }
            else
            {
                return false;
            }
        }
        while (token < tokens.Length && tokens[token].IsStar)
        {
            token++;
        }
        return token == tokens.Length;
    }
}
