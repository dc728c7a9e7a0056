using System.Text;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Lines;

/// <summary>Shows a position in a line on a terminal: the line, and below it a caret under the column.</summary>
public static class CaretText
{
    private const int Window = 100;

    /// <summary>
    /// Two lines without a line break at the end. A line of more than 100 characters is cut around the position; characters that a terminal would act on are
    /// shown as <c>?</c>, so that the caret is aligned.
    /// </summary>
    /// <param name="line">The whole line.</param>
    /// <param name="column">1-based; may be one past the end.</param>
    /// <param name="length">Characters to underline: a caret, then tildes.</param>
    public static string Render(string line, int column, int length = 1)
    {
        var runes = line.EnumerateRunes().ToArray();
        var at = Math.Clamp(column - 1, 0, runes.Length);
        var start = runes.Length <= Window ? 0 : Math.Clamp(at - (Window / 2), 0, runes.Length - Window);
        var end = Math.Min(runes.Length, start + Window);
        var text = new StringBuilder(start > 0 ? "…" : "");
        foreach (var rune in runes[start..end])
        {
            text.Append(Quoting.IsHarmless(rune) ? rune.ToString() : "?");
        }
        text.Append(end < runes.Length ? "…" : "").Append(Environment.NewLine);
        var underlined = Math.Clamp(length, 1, Math.Max(1, end - at));
        return text.Append(' ', at - start + (start > 0 ? 1 : 0)).Append('^').Append('~', underlined - 1).ToString();
    }
}
