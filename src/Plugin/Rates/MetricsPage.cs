using System.Globalization;
using System.Text;

namespace K8sMirror.Plugin.Rates;

/// <summary>Reads Prometheus' text format. Invalid lines are skipped: a newer agent's page is better than no page.</summary>
internal static class MetricsPage
{
    /// <summary>The series with one of these names.</summary>
    public static IEnumerable<MetricSample> Read(string text, IReadOnlySet<string> names)
    {
        foreach (var line in text.Split('\n'))
        {
            var end = line.AsSpan().IndexOfAny('{', ' ');
            if (end > 0 && line[0] != '#' && names.Contains(line[..end]) && Sample(line, end) is { } sample)
            {
                yield return sample;
            }
        }
    }

    private static MetricSample? Sample(string line, int nameEnd)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = nameEnd;
        if (line[at] == '{')
        {
            at++;
            while (at < line.Length && line[at] != '}')
            {
                var equals = line.IndexOf('=', at);
                if (equals < 0 || equals + 1 >= line.Length || line[equals + 1] != '"')
                {
                    return null;
                }
                var key = line[at..equals].Trim(',', ' ');
                (labels[key], at) = Quoted(line, equals + 2);
            }
            at++;
        }
        if (at >= line.Length)
        {
            return null;
        }
        var words = line[at..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && double.TryParse(words[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? new(line[..nameEnd], labels, value)
            : null;
    }

    private static (string Value, int After) Quoted(string line, int at)
    {
        var value = new StringBuilder();
        for (; at < line.Length && line[at] != '"'; at++)
        {
            if (line[at] == '\\' && at + 1 < line.Length)
            {
                at++;
                value.Append(line[at] == 'n' ? '\n' : line[at]);
            }
            else
            {
                value.Append(line[at]);
            }
        }
        return (value.ToString(), at + 1);
    }
}
