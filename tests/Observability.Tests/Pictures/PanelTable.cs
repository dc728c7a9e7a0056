using System.Text.Json.Nodes;
using K8sMirror.Testing.Monitoring;

namespace K8sMirror.Observability.Tests.Pictures;

/// <summary>A table panel: its queries merged by their labels, columns hidden, renamed and ordered according to its transformations.</summary>
internal sealed record PanelTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Queries and merges.</summary>
    public static async Task<PanelTable> ReadAsync(JsonNode panel, PrometheusServer prometheus, Func<JsonNode, string> fill)
    {
        var organize = panel["transformations"]!.AsArray().Single(t => Dashboard.Text(t!["id"]) == "organize")!["options"]!;
        var hidden = organize["excludeByName"]!.AsObject().Select(p => p.Key).ToHashSet();
        var names = organize["renameByName"]!.AsObject().ToDictionary(p => p.Key, p => p.Value!.GetValue<string>());
        var units = panel["fieldConfig"]!["overrides"]!.AsArray()
            .SelectMany(o => o!["properties"]!.AsArray().Where(p => Dashboard.Text(p!["id"]) == "unit").Select(p => (Column: Dashboard.Text(o["matcher"]!["options"]), Unit: Dashboard.Text(p!["value"]))))
            .ToDictionary(u => u.Column, u => u.Unit);
        var targets = panel["targets"]!.AsArray();
        var rows = new Dictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        var labels = new List<string>();
        var values = new List<string>();
        foreach (var target in targets.Select(t => t!))
        {
            var raw = targets.Count == 1 ? "Value" : $"Value #{Dashboard.Text(target["refId"])}";
            var column = names.GetValueOrDefault(raw, raw);
            if (!hidden.Contains(raw))
            {
                values.Add(column);
            }
            foreach (var (sample, value) in await prometheus.QueryAsync(fill(target)))
            {
                var shown = sample.Where(l => !hidden.Contains(l.Key)).OrderBy(l => l.Key, StringComparer.Ordinal).ToList();
                labels.AddRange(shown.Select(l => names.GetValueOrDefault(l.Key, l.Key)).Except(labels).ToList());
                var key = string.Join(';', shown.Select(l => l.Value));
                if (!rows.TryGetValue(key, out var row))
                {
                    rows[key] = row = new(shown.ToDictionary(l => names.GetValueOrDefault(l.Key, l.Key), l => l.Value), StringComparer.Ordinal);
                }
                row[column] = Unit.Format(value, units.GetValueOrDefault(column, "short"));
            }
        }
        var order = organize["indexByName"]!.AsObject().OrderBy(p => (int)p.Value!).Select(p => names.GetValueOrDefault(p.Key, p.Key)).ToList();
        List<string> columns = [.. labels.Concat(values).OrderBy(order.IndexOf)];
        return new(columns, [.. rows.Values.Select(r => columns.Select(c => r.GetValueOrDefault(c, "")).ToList())]);
    }
}
