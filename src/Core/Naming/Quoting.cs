using System.Globalization;
using System.Text;

namespace K8sMirror.Core.Naming;

/// <summary>Puts text that a user typed into a message: quoted, short, and harmless to a terminal.</summary>
public static class Quoting
{
    private const int Longest = 40;

    /// <summary>The text in single quotes; control characters escaped, cut after 40 characters.</summary>
    public static string Quote(string text)
    {
        var result = new StringBuilder("'");
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (count++ == Longest)
            {
                result.Append('…');
                break;
            }
            _ = IsHarmless(rune)
                ? result.Append(rune.ToString())
                : result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }
        return result.Append('\'').ToString();
    }

    internal static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
