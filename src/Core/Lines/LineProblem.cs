namespace K8sMirror.Core.Lines;

/// <summary>An error or a warning at one position of a line that a person typed.</summary>
/// <param name="Column">Where it starts: 1 is the first character. Characters are Unicode code points.</param>
/// <param name="Length">How many characters it spans, at least 1.</param>
/// <param name="Text">The offending text; empty if something is missing.</param>
/// <param name="Message">Human-readable: what is wrong and what to change.</param>
/// <param name="OtherColumn">For a duplicate, the column of the first one; else null.</param>
public sealed record LineProblem(int Column, int Length, string Text, string Message, int? OtherColumn = null)
{
    /// <summary>The line, a caret line under it, and the message; see <see cref="CaretText"/>.</summary>
    public string Render(string line) => CaretText.Render(line, Column, Length) + Environment.NewLine + $"column {Column}: {Message}";
}
