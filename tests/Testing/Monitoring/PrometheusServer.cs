using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Testing.Monitoring;

/// <summary>A real Prometheus on loopback that scrapes and evaluates every second.</summary>
public sealed class PrometheusServer : IDisposable
{
    private readonly TempDir folder = new();
    private readonly ChildProcess process;
    private readonly HttpClient http;

    /// <summary>Starts it.</summary>
    /// <param name="scrapeConfigs">The part of its configuration that begins with <c>scrape_configs:</c>.</param>
    /// <param name="rules">Text of a rule file.</param>
    /// <param name="within">Its network namespace; null for the test's own.</param>
    public PrometheusServer(string scrapeConfigs, string rules, TestNetNs? within = null)
    {
        File.WriteAllText(At("rules.yml"), rules);
        File.WriteAllText(
            At("prometheus.yml"), "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\nrule_files: [rules.yml]\n" + scrapeConfigs);
        var port = within?.Run(LoopbackPort.Free) ?? LoopbackPort.Free();
        var handler = new SocketsHttpHandler { ConnectCallback = (_, cancellation) => ConnectAsync(within, port, cancellation) };
        http = new(handler) { BaseAddress = new($"http://127.0.0.1:{port}/api/v1/"), Timeout = TimeSpan.FromSeconds(5) };
        process = ChildProcess.Start(
            within is null ? "prometheus" : "nsenter",
            [
                .. within is null ? (string[])[] : [$"--net={within.Path}", "prometheus"],
                $"--config.file={At("prometheus.yml")}", $"--storage.tsdb.path={At("data")}", $"--web.listen-address=127.0.0.1:{port}", "--log.level=warn",
            ],
            At("prometheus.log"));
    }

    /// <summary>Its output.</summary>
    public string Log => File.ReadAllText(At("prometheus.log"));

    /// <summary>The same rules, firing without delay.</summary>
    public static string WithoutWaiting(string rules) => string.Join('\n', rules.Split('\n')
        .Select(l => l.TrimStart().StartsWith("for: ", StringComparison.Ordinal) ? l[..l.IndexOf("for:", StringComparison.Ordinal)] + "for: 0s" : l));

    /// <summary>A path in its configuration's folder, to which relative paths in it refer.</summary>
    public string At(string name) => folder.At(name);

    /// <summary>Samples of an instant query at the current time: labels and value, without NaN.</summary>
    /// <exception cref="InvalidOperationException">The query is invalid.</exception>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>> QueryAsync(string expression)
    {
        using var answer = await GetAsync("query?query=" + Uri.EscapeDataString(expression)).ConfigureAwait(false);
        var data = answer.RootElement.GetProperty("data");
        return [.. from sample in data.GetProperty("result").EnumerateArray()
            let value = double.Parse(sample.GetProperty("value")[1].GetString()!.Replace("+Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture)
            where !double.IsNaN(value)
            select ((IReadOnlyDictionary<string, string>)sample.GetProperty("metric").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!), value)];
    }

    /// <summary>A range query over the last minutes; returns Prometheus' response.</summary>
    public async Task<JsonElement> RangeAsync(string expression, DateTimeOffset from, DateTimeOffset to, double step)
    {
        static string Seconds(DateTimeOffset time) => (time.ToUnixTimeMilliseconds() / 1000.0).ToString(CultureInfo.InvariantCulture);
        using var answer = await GetAsync(
            $"query_range?query={Uri.EscapeDataString(expression)}&start={Seconds(from)}&end={Seconds(to)}&step={step.ToString(CultureInfo.InvariantCulture)}")
            .ConfigureAwait(false);
        return answer.RootElement.GetProperty("data").GetProperty("result").Clone();
    }

    /// <summary>Values of a label in the matching series.</summary>
    public async Task<IReadOnlyList<string>> LabelValuesAsync(string selector, string label)
    {
        using var answer = await GetAsync($"label/{label}/values?match[]={Uri.EscapeDataString(selector)}").ConfigureAwait(false);
        return [.. answer.RootElement.GetProperty("data").EnumerateArray().Select(v => v.GetString()!)];
    }

    /// <summary>The currently firing alerts: name and labels, with the annotations.</summary>
    public async Task<IReadOnlyList<FiringAlert>> FiringAsync()
    {
        using var answer = await GetAsync("alerts").ConfigureAwait(false);
        static Dictionary<string, string> Texts(JsonElement from) => from.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);
        return [.. from alert in answer.RootElement.GetProperty("data").GetProperty("alerts").EnumerateArray()
            where alert.GetProperty("state").GetString() == "firing"
            let labels = Texts(alert.GetProperty("labels"))
            select new FiringAlert(labels["alertname"], labels, Texts(alert.GetProperty("annotations")))];
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
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative)).ConfigureAwait(false);
        var text = await response.Content.ReadAsStringAsync().ConfigureAwait(false);
        return response.IsSuccessStatusCode ? JsonDocument.Parse(text) : throw new InvalidOperationException($"{path}: {text}");
    }

    /// <summary>A socket stays in the namespace in which it was created.</summary>
    private static async ValueTask<Stream> ConnectAsync(TestNetNs? within, int port, CancellationToken cancellation)
    {
        static Socket Make() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var socket = within is null ? Make() : within.Run(Make);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
