using System.Text;

namespace K8sMirror.Core.Naming;

/// <summary>One element of a glob: a star, or a set of characters (a literal is a set of one, <c>?</c> the complement of none).</summary>
internal sealed record GlobToken(bool IsStar, bool IsNegated, IReadOnlyList<(Rune First, Rune Last)> Ranges)
{
    public static readonly GlobToken Star = new(true, false, []);

    public static readonly GlobToken AnyOne = new(false, true, []);

    public static GlobToken Literal(Rune rune) => new(false, false, [(rune, rune)]);

    public bool Accepts(Rune rune)
    {
        foreach (var (first, last) in Ranges)
        {
            if (first <= rune && rune <= last)
            {
                return !IsNegated;
            }
        }
        return IsNegated;
    }
}
