using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using K8sMirror.Testing.Monitoring;

namespace K8sMirror.Observability.Tests.Pictures;

/// <summary>
/// Draws a dashboard from its JSON and the data of a real Prometheus, roughly in Grafana's layout. It is not Grafana: it only supports the
/// panels, units and mappings that our dashboards use.
/// </summary>
internal sealed partial class DashboardPicture(PrometheusServer prometheus, Dashboard dashboard, IReadOnlyDictionary<string, string> choice, DateTimeOffset from, DateTimeOffset to)
{
    private const double Width = 1440;
    private const double Column = (Width - 16) / 24;
    private const double Row = 34;
    private const double Top = 64;
    private const double Gap = 8;
    private readonly Svg svg = new(Width);

    /// <summary>The whole picture.</summary>
    public async Task<string> DrawAsync()
    {
        svg.Text(16, 30, Dashboard.Text(dashboard.Json["title"]), 20, bold: true);
        svg.Text(16, 50, string.Join("   ", choice.Select(c => $"{c.Key}: {c.Value}")), 12, "#6e7781");
        var bottom = 0.0;
        foreach (var panel in dashboard.Json["panels"]!.AsArray().Select(p => p!))
        {
            var at = panel["gridPos"]!;
            var (x, y) = (8 + (double)at["x"]! * Column, Top + (double)at["y"]! * Row);
            var (w, h) = ((double)at["w"]! * Column - Gap, (double)at["h"]! * Row - Gap);
            bottom = Math.Max(bottom, y + h);
            if (Dashboard.Text(panel["type"]) == "row")
            {
                svg.Text(x + 4, y + 18, "⌄ " + Dashboard.Text(panel["title"]), 14, bold: true);
                continue;
            }
            svg.Rectangle(x, y, w, h, "#ffffff", stroke: "#d8dde2");
            svg.Text(x + 10, y + 19, Dashboard.Text(panel["title"]), 12.5, bold: true, room: w - 20);
            await (Dashboard.Text(panel["type"]) switch
            {
                "stat" => StatAsync(panel, x, y, w, h),
                "timeseries" => LinesAsync(panel, x, y, w, h),
                "state-timeline" => StatesAsync(panel, x, y, w, h),
                _ => TableAsync(panel, x, y, w, h),
            });
        }
        return svg.Document(bottom + 16);
    }

    private async Task StatAsync(JsonNode panel, double x, double y, double w, double h)
    {
        var sample = (await prometheus.QueryAsync(Fill(panel["targets"]![0]!))).Select(s => (double?)s.Value).FirstOrDefault();
        var look = Look.Of(panel);
        svg.Text(x + w / 2, y + h / 2 + 20, sample is { } value ? look.Text(value) : "no data", 26, sample is { } v ? look.Color(v) : "#6e7781", "middle", bold: true);
    }

    private async Task LinesAsync(JsonNode panel, double x, double y, double w, double h)
    {
        var series = await SeriesAsync(panel);
        var shown = series.OrderByDescending(s => s.Points.Max(p => p.Value)).Take(5).ToList();
        var (left, upper, right, lower) = (x + 62, y + 32, x + w - 12, y + h - 20 - 15 * shown.Count);
        var isStacked = Dashboard.Text(panel["fieldConfig"]!["defaults"]!["custom"]!["stacking"]!["mode"]) == "normal";
        var sums = new SortedDictionary<double, double>();
        var stacked = series.Select(s => isStacked ? s with { Points = [.. s.Points.Select(p => (p.At, sums[p.At] = sums.GetValueOrDefault(p.At) + p.Value))] } : s).ToList();
        var most = Math.Max(1e-9, stacked.SelectMany(s => s.Points).Select(p => p.Value).DefaultIfEmpty(0).Max() * 1.1);
        var unit = Dashboard.Text(panel["fieldConfig"]!["defaults"]!["unit"]);
        for (var i = 0; i <= 3; i++)
        {
            var at = lower - (lower - upper) * i / 3;
            svg.Path([(left, at), (right, at)], "#e6e9ec", thickness: 1);
            svg.Text(left - 6, at + 4, Unit.Format(most * i / 3, unit), 10, "#6e7781", "end");
        }
        var seconds = (to - from).TotalSeconds;
        foreach (var i in (int[])[0, 1, 2])
        {
            svg.Text(left + (right - left) * i / 2, lower + 14, from.AddSeconds(seconds * i / 2).ToString("HH:mm:ss", CultureInfo.InvariantCulture), 10, "#6e7781", i == 0 ? "start" : i == 1 ? "middle" : "end");
        }
        for (var i = stacked.Count - 1; i >= 0; i--)
        {
            var line = stacked[i].Points.Select(p => (
                left + (right - left) * (p.At - from.ToUnixTimeSeconds()) / seconds, lower - (lower - upper) * Math.Clamp(p.Value / most, 0, 1))).ToList();
            svg.Path(line, Look.Palette(i), null);
            if (isStacked && line.Count > 1)
            {
                svg.Path([.. line, (line[^1].Item1, lower), (line[0].Item1, lower)], "none", Look.Palette(i));
            }
        }
        for (var i = 0; i < shown.Count; i++)
        {
            var at = y + h - 8 - 15 * (shown.Count - 1 - i);
            svg.Rectangle(left, at - 7, 12, 4, Look.Palette(series.IndexOf(shown[i])), 1);
            svg.Text(left + 18, at, $"{shown[i].Name}   last {Unit.Format(shown[i].Points[^1].Value, unit)}   max {Unit.Format(shown[i].Points.Max(p => p.Value), unit)}", 10.5, "#57606a", room: right - left - 18);
        }
    }

    private async Task StatesAsync(JsonNode panel, double x, double y, double w, double h)
    {
        var series = await SeriesAsync(panel);
        var look = Look.Of(panel);
        var height = Math.Min(34, (h - 40) / Math.Max(1, series.Count));
        var (left, right) = (x + 130, x + w - 12);
        for (var i = 0; i < series.Count; i++)
        {
            var at = y + 32 + i * height;
            svg.Text(left - 8, at + height / 2 + 3, series[i].Name, 11, "#57606a", "end", room: 116);
            foreach (var (start, end, value) in Runs(series[i]))
            {
                var begin = left + (right - left) * (start - from.ToUnixTimeSeconds()) / (to - from).TotalSeconds;
                svg.Rectangle(begin, at + 3, (right - left) * (end - start) / (to - from).TotalSeconds, height - 6, look.Color(value), 0);
            }
        }
    }

    private static IEnumerable<(double Start, double End, double Value)> Runs(Series series)
    {
        for (var i = 0; i < series.Points.Count - 1;)
        {
            var k = i;
            while (k < series.Points.Count - 1 && series.Points[k].Value.Equals(series.Points[i].Value))
            {
                k++;
            }
            yield return (series.Points[i].At, series.Points[k].At, series.Points[i].Value);
            i = k;
        }
    }

    private async Task TableAsync(JsonNode panel, double x, double y, double w, double h)
    {
        var table = await PanelTable.ReadAsync(panel, prometheus, Fill);
        var width = (w - 20) / Math.Max(1, table.Columns.Count);
        for (var c = 0; c < table.Columns.Count; c++)
        {
            svg.Text(x + 10 + c * width, y + 42, table.Columns[c], 11, "#0969da", bold: true, room: width - 6);
        }
        var rows = Math.Min(table.Rows.Count, (int)((h - 60) / 20) + 1);
        for (var r = 0; r < rows; r++)
        {
            svg.Path([(x + 10, y + 49 + r * 20), (x + w - 10, y + 49 + r * 20)], "#e6e9ec", thickness: 1);
            for (var c = 0; c < table.Columns.Count; c++)
            {
                svg.Text(x + 10 + c * width, y + 64 + r * 20, table.Rows[r][c], 11, room: width - 6);
            }
        }
    }

    private async Task<List<Series>> SeriesAsync(JsonNode panel)
    {
        var all = new List<Series>();
        foreach (var target in panel["targets"]!.AsArray().Select(t => t!))
        {
            var answer = await prometheus.RangeAsync(Fill(target), from, to, Math.Ceiling((to - from).TotalSeconds / 60));
            foreach (var result in answer.EnumerateArray())
            {
                var labels = result.GetProperty("metric");
                var name = Legend().Replace(Dashboard.Text(target["legendFormat"]), m => labels.TryGetProperty(m.Groups[1].Value, out var label) ? label.GetString()! : "");
                var points = result.GetProperty("values").EnumerateArray()
                    .Select(v => (v[0].GetDouble(), double.TryParse(v[1].GetString(), CultureInfo.InvariantCulture, out var value) ? value : double.NaN))
                    .Where(p => double.IsFinite(p.Item2)).ToList();
                if (points.Count > 0)
                {
                    all.Add(new(name, points));
                }
            }
        }
        return all;
    }

    private string Fill(JsonNode target) => choice.Aggregate(
        Dashboard.Text(target["expr"]).Replace("$__rate_interval", "15s", StringComparison.Ordinal), (q, v) => q.Replace("$" + v.Key, v.Value, StringComparison.Ordinal));

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Legend();
}
