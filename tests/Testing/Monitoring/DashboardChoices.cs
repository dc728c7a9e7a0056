using System.Text.RegularExpressions;

namespace K8sMirror.Testing.Monitoring;

/// <summary>A dashboard's variables as Grafana fills them from Prometheus.</summary>
public static partial class DashboardChoices
{
    /// <summary>Whether a panel's query has data with any combination of its dashboard's variables.</summary>
    public static async Task<bool> HasDataAsync(this PrometheusServer prometheus, Dashboard dashboard, DashboardQuery query)
    {
        foreach (var choice in await prometheus.ChoicesAsync(dashboard).ConfigureAwait(false))
        {
            if ((await prometheus.QueryAsync(Fill(query.Expression, choice)).ConfigureAwait(false)).Count > 0)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Every combination of a dashboard's variables: "All" if the variable has it, else each value. A variable may define its "All".</summary>
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> ChoicesAsync(this PrometheusServer prometheus, Dashboard dashboard)
    {
        var choices = new List<Dictionary<string, string>> { new() };
        foreach (var variable in dashboard.Variables.Where(v => Dashboard.Text(v["type"]) == "query"))
        {
            var next = new List<Dictionary<string, string>>();
            foreach (var choice in choices)
            {
                var parts = LabelValues().Match(Fill(Dashboard.Text(variable["query"]!["query"]), choice));
                var values = await prometheus.LabelValuesAsync(parts.Groups["selector"].Value, parts.Groups["label"].Value).ConfigureAwait(false);
                IEnumerable<string> ways = Dashboard.Text(variable["allValue"]) is { Length: > 0 } all ? [all]
                    : values.Count > 0 && (bool)variable["includeAll"]! ? [string.Join('|', values)] : values;
                next.AddRange(ways.Select(value => new Dictionary<string, string>(choice) { [Dashboard.Text(variable["name"])] = value }));
            }
            choices = next;
        }
        return choices;
    }

    /// <summary>A query with the variables replaced by their values.</summary>
    public static string Fill(string query, IReadOnlyDictionary<string, string> choice) => choice.Aggregate(
        query.Replace("$__rate_interval", "30s", StringComparison.Ordinal), (q, v) => q.Replace("$" + v.Key, v.Value, StringComparison.Ordinal));

    [GeneratedRegex(@"^label_values\((?<selector>.+), *(?<label>\w+)\)$")]
    private static partial Regex LabelValues();
}
