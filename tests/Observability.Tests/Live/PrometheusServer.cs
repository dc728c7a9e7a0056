using System.Globalization;
using System.Text.Json;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Observability.Tests.Live;

/// <summary>A real Prometheus on loopback that scrapes and evaluates each second.</summary>
internal sealed class PrometheusServer : IDisposable
{
    private readonly TempDir folder = new();
    private readonly ChildProcess process;
    private readonly HttpClient http;

    /// <summary>Starts it.</summary>
    /// <param name="targets">What to scrape: job, address, and the node if it is an agent.</param>
    /// <param name="rules">A rule file; its alerts fire without waiting.</param>
    public PrometheusServer(IEnumerable<(string Job, string Address, string? Node)> targets, string rules)
    {
        File.WriteAllLines(folder.At("rules.yml"), File.ReadLines(rules)
            .Select(l => l.TrimStart().StartsWith("for: ", StringComparison.Ordinal) ? l[..l.IndexOf("for:", StringComparison.Ordinal)] + "for: 0s" : l));
        File.WriteAllText(folder.At("prometheus.yml"), string.Concat(
            "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\nrule_files: [rules.yml]\nscrape_configs:\n",
            string.Concat(targets.GroupBy(t => t.Job).Select(job => $"- job_name: {job.Key}\n  static_configs:\n" + string.Concat(
                job.Select(t => $"  - {{targets: ['{t.Address}']{(t.Node is null ? "" : $", labels: {{node: {t.Node}}}")}}}\n"))))));
        var port = Port.Free();
        http = new() { BaseAddress = new($"http://127.0.0.1:{port}/api/v1/"), Timeout = TimeSpan.FromSeconds(5) };
        process = ChildProcess.Start(
            "prometheus",
            [
                $"--config.file={folder.At("prometheus.yml")}", $"--storage.tsdb.path={folder.At("data")}", $"--web.listen-address=127.0.0.1:{port}",
                "--log.level=warn",
            ],
            folder.At("prometheus.log"));
    }

    /// <summary>What it said.</summary>
    public string Log => File.ReadAllText(folder.At("prometheus.log"));

    /// <summary>Samples of an instant query now: labels and value. NaN is no value.</summary>
    /// <exception cref="InvalidOperationException">It is no query.</exception>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>> QueryAsync(string expression)
    {
        using var answer = await GetAsync("query?query=" + Uri.EscapeDataString(expression));
        var data = answer.RootElement.GetProperty("data");
        return [.. from sample in data.GetProperty("result").EnumerateArray()
            let value = double.Parse(sample.GetProperty("value")[1].GetString()!.Replace("+Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture)
            where !double.IsNaN(value)
            select ((IReadOnlyDictionary<string, string>)sample.GetProperty("metric").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!), value)];
    }

    /// <summary>A range query of the last minutes, as Prometheus answers it.</summary>
    public async Task<JsonElement> RangeAsync(string expression, DateTimeOffset from, DateTimeOffset to, double step)
    {
        static string At(DateTimeOffset time) => (time.ToUnixTimeMilliseconds() / 1000.0).ToString(CultureInfo.InvariantCulture);
        using var answer = await GetAsync(
            $"query_range?query={Uri.EscapeDataString(expression)}&start={At(from)}&end={At(to)}&step={step.ToString(CultureInfo.InvariantCulture)}");
        return answer.RootElement.GetProperty("data").GetProperty("result").Clone();
    }

    /// <summary>Values of a label over the series that match.</summary>
    public async Task<IReadOnlyList<string>> LabelValuesAsync(string selector, string label)
    {
        using var answer = await GetAsync($"label/{label}/values?match[]={Uri.EscapeDataString(selector)}");
        return [.. answer.RootElement.GetProperty("data").EnumerateArray().Select(v => v.GetString()!)];
    }

    /// <summary>The alerts that fire now: name and labels, with the annotations beside them.</summary>
    public async Task<IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Texts)>> FiringAsync()
    {
        using var answer = await GetAsync("alerts");
        static Dictionary<string, string> Texts(JsonElement from) => from.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);
        return [.. from alert in answer.RootElement.GetProperty("data").GetProperty("alerts").EnumerateArray()
            where alert.GetProperty("state").GetString() == "firing"
            let labels = Texts(alert.GetProperty("labels"))
            select (labels["alertname"], (IReadOnlyDictionary<string, string>)labels, (IReadOnlyDictionary<string, string>)Texts(alert.GetProperty("annotations")))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        process.Dispose();
        folder.Dispose();
    }

    private async Task<JsonDocument> GetAsync(string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonDocument.Parse(text) : throw new InvalidOperationException($"{path}: {text}");
    }
}
