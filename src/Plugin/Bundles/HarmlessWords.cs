using System.Buffers;

namespace K8sMirror.Plugin.Bundles;

/// <summary>The words that may stay in a text: words of a language, numbers, short names like those of NICs, and names of the cluster's objects.</summary>
internal sealed class HarmlessWords
{
    // NICs' names have at most 15 characters (IFNAMSIZ), and the parts that Kubernetes generates for pods' names have fewer.
    private const int MostOfAName = 15;
    private const int MostOfAWord = 32;
    // Lengths of a UUID's groups of hexadecimal digits.
    private static ReadOnlySpan<int> GroupsOfAUuid => [8, 4, 4, 4, 12];
    private static readonly SearchValues<char> HexadecimalDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private readonly HashSet<string> known = new(StringComparer.Ordinal) { "K8sMirror", Redactor.Removed };

    /// <summary>Adds the name of an object of the cluster.</summary>
    public void Learn(string name) => known.Add(name);

    /// <summary>Whether a word of letters, digits, and <c>- _ .</c> may stay.</summary>
    public bool Has(ReadOnlySpan<char> word)
    {
        if (IsKnown(word))
        {
            return true;
        }
        var odd = 0;
        var groups = 0;
        foreach (var range in word.SplitAny('-', '_', '.'))
        {
            var part = word[range];
            groups = part.ContainsAnyExcept(HexadecimalDigits) ? 0
                : part.Length == GroupsOfAUuid[groups] ? groups + 1
                : part.Length == GroupsOfAUuid[0] ? 1 : 0;
            if (groups == GroupsOfAUuid.Length)
            {
                return false;
            }
            if (part.IsEmpty || IsNumber(part) || IsKnown(part))
            {
                continue;
            }
            if (!IsPart(part))
            {
                return false;
            }
            odd += IsLetters(part) ? 0 : 1;
        }
        // Names have one or two parts with digits in them.
        return odd <= 3;
    }

    /// <summary>True if every word of a chunk may stay; characters between words do not count.</summary>
    public bool HasAll(ReadOnlySpan<char> chunk)
    {
        var from = 0;
        while (from < chunk.Length)
        {
            var length = TextWords.LengthOf(chunk[from..]);
            if (length > 0 && !Has(chunk.Slice(from, length)))
            {
                return false;
            }
            from += Math.Max(length, 1);
        }
        return true;
    }

    private bool IsKnown(ReadOnlySpan<char> word) => known.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    private static bool IsPart(ReadOnlySpan<char> part) =>
        IsLetters(part) ? part.Length <= MostOfAWord && IsWritten(part)
        : IsAscii(part) && (part.Length <= 6 || (part.Length <= MostOfAName && !HasUpper(part)));

    /// <summary>Digits followed by a unit, parts of a time, numbers with a base prefix.</summary>
    private static bool IsNumber(ReadOnlySpan<char> part)
    {
        var digits = 0;
        while (digits < part.Length && char.IsAsciiDigit(part[digits]))
        {
            digits++;
        }
        var rest = part[digits..];
        return digits is > 0 and <= 20 && (rest.Length == 0 || (rest.Length <= 3 && IsLetters(rest)) || (rest is ['T', .. var hours] && hours.Length <= 6 && IsDigits(hours)));
    }

    /// <summary>Written like words and type names: a capital letter begins a part of several letters. Random text changes case at every other letter.</summary>
    private static bool IsWritten(ReadOnlySpan<char> letters)
    {
        if (letters.Length > MostOfAName && letters.IndexOfAnyInRange('a', 'z') < 0)
        {
            // Identifiers of keys, such as AKIA….
            return false;
        }
        var humps = 1;
        for (var at = 1; at < letters.Length; at++)
        {
            if (char.IsAsciiLetterUpper(letters[at]) && !char.IsAsciiLetterUpper(letters[at - 1]))
            {
                humps++;
            }
        }
        return letters.Length <= 5 || letters.Length >= humps * 3.5;
    }

    private static bool IsAscii(ReadOnlySpan<char> part)
    {
        foreach (var c in part)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }
        }
        return true;
    }

    private static bool IsLetters(ReadOnlySpan<char> part)
    {
        foreach (var c in part)
        {
            if (!char.IsAsciiLetter(c))
            {
                return false;
            }
        }
        return true;
    }

    private static bool IsDigits(ReadOnlySpan<char> part) => part.IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool HasUpper(ReadOnlySpan<char> part) => part.IndexOfAnyInRange('A', 'Z') >= 0;
}
