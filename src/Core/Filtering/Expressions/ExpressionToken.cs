using K8sMirror.Core.Lines;

namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>A word or a symbol of an expression.</summary>
/// <param name="Place">Its position and text; empty at the end of the expression.</param>
/// <param name="IsWord">True for a name, number or address; false for a symbol and for the end.</param>
internal readonly record struct ExpressionToken(LineText Place, bool IsWord)
{
    public string Text => Place.Text;

    public bool IsEnd => Text.Length == 0;

    public bool Is(string text) => Text == text;

    public bool IsAnd => Is("and") || Is("&&");

    public bool IsOr => Is("or") || Is("||");

    public bool IsNot => Is("not") || Is("!");

    public bool IsRelation => !IsWord && Text is "=" or "==" or "!=" or "<" or ">" or "<=" or ">=";

    /// <summary>True if the word is a value, not a keyword.</summary>
    public bool IsValue => IsWord && !ExpressionWords.All.Contains(Text);
}
