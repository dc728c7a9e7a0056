using K8sMirror.Core.Lines;

namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>Goes through the tokens of an expression, and collects errors.</summary>
internal sealed class TokenReader(string text, IReadOnlyList<ExpressionToken> tokens, ProblemList errors)
{
    private int at;

    public ExpressionToken Next => tokens[at];

    public bool HasErrors => errors.Count > 0;

    /// <summary>A later token; the end token after the last.</summary>
    public ExpressionToken Ahead(int count) => tokens[Math.Min(at + count, tokens.Count - 1)];

    public ExpressionToken Take() => Next.IsEnd ? Next : tokens[at++];

    public bool TryTake(string text)
    {
        if (Next.IsEnd || !Next.Is(text))
        {
            return false;
        }
        at++;
        return true;
    }

    public void Refuse(LineText place, string message) => errors.Add(place, message);

    /// <summary>Skips to the next part of the expression, so that an error does not hide later ones.</summary>
    public void SkipToNextPart()
    {
        for (var open = 0; !Next.IsEnd && (open > 0 || !(Next.IsAnd || Next.IsOr || Next.Is(")"))); at++)
        {
            open += Next.Is("(") ? 1 : Next.Is(")") ? -1 : 0;
        }
    }

    /// <summary>The expression between two offsets.</summary>
    public string TextBetween(int start, int end) => text[start..end];

    /// <summary>Skips the rest, after an error that makes it unreadable.</summary>
    public void SkipToEnd() => at = tokens.Count - 1;
}
