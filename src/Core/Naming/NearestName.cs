namespace K8sMirror.Core.Naming;

/// <summary>Guesses what a person meant to type.</summary>
public static class NearestName
{
    /// <summary>The known name that is at most two edits away (one for short names), ignoring case; null if none is.</summary>
    public static string? Find(string text, IEnumerable<string> known)
    {
        if (text.Length > 64)
        {
            return null;
        }
        var (best, distance) = known
            .Select(name => (name, Distance(text.ToUpperInvariant(), name.ToUpperInvariant())))
            .OrderBy(c => c.Item2).ThenBy(c => c.name, StringComparer.Ordinal)
            .FirstOrDefault();
        return best is not null && distance <= (best.Length <= 4 ? 1 : 2) ? best : null;
    }

    // Levenshtein distance with a swap of neighbours as one edit, since that is a common typo.
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }
                var change = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(change, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }
        return rows[a.Length, b.Length];
    }
}
