using System.Globalization;

namespace K8sMirror.NodeAgent.Commands;

/// <summary>CPU lists as the kernel writes them: <c>0-3,8</c>.</summary>
internal static class CpuList
{
    private const int MaxCpus = 8192; // NR_CPUS at most

    /// <summary>Reads a list; an empty text is an empty list.</summary>
    /// <returns>CPUs, sorted, each once; null if the text is no such list.</returns>
    public static IReadOnlyList<int>? Parse(string text)
    {
        var cpus = new SortedSet<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (text.Trim().Length == 0)
            {
                return [];
            }
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            var first = Number(dash < 0 ? part : part[..dash]);
            var last = dash < 0 ? first : Number(part[(dash + 1)..]);
            if (first is not { } from || last is not { } to || to < from || to >= MaxCpus)
            {
                return null;
            }
            cpus.UnionWith(Enumerable.Range(from, to - from + 1));
        }
        return [.. cpus];
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
