using System.Net;
using System.Text.RegularExpressions;
using K8sMirror.Operator.Telemetry;
using K8sMirror.Operator.Tests.Cluster;
using K8sMirror.Serving;
using K8sMirror.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace K8sMirror.Operator.Tests.Telemetry;

public sealed partial class MetricsTableTests : IDisposable
{
    private readonly MeterProvider provider = Sdk.CreateMeterProviderBuilder().AddMeter(OperatorMetrics.Name).AddPage().Build();
    private readonly int port = LoopbackPort.Free();

    public void Dispose() => provider.Dispose();

    [Fact]
    public async Task The_table_in_the_documentation_is_what_is_served()
    {
        using var metrics = new OperatorMetrics(TimeProvider.System);
        metrics.Reconciled(TimeSpan.FromSeconds(0.02), "changed");
        metrics.Wrote("NodeMirror", "apply", "ok");
        metrics.WatchRestarted("Node", "closed");
        metrics.Listed("Node");
        metrics.Undecodable("Node");
        metrics.Woken("Node");
        metrics.Leading(true);

        Assert.Equal(Documented().Order(StringComparer.Ordinal), Served(await PageAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_page_is_in_the_text_format()
    {
        using var metrics = new OperatorMetrics(TimeProvider.System);
        metrics.Reconciled(TimeSpan.FromSeconds(0.02), "changed");
        metrics.Reconciled(TimeSpan.FromSeconds(100), "changed");
        metrics.Wrote("NodeMirror", "apply", "a \"b\"\\c\nd");
        metrics.Wrote("NodeMirror", "apply", "a \"b\"\\c\nd");

        var page = await PageAsync();

        Assert.Contains("# TYPE k8smirror_operator_reconcile_duration_seconds histogram\n", page, StringComparison.Ordinal);
        Assert.Contains("k8smirror_operator_reconcile_duration_seconds_bucket{outcome=\"changed\",le=\"0.01\"} 0\n", page, StringComparison.Ordinal);
        Assert.Contains("k8smirror_operator_reconcile_duration_seconds_bucket{outcome=\"changed\",le=\"0.025\"} 1\n", page, StringComparison.Ordinal);
        Assert.Contains("k8smirror_operator_reconcile_duration_seconds_bucket{outcome=\"changed\",le=\"+Inf\"} 2\n", page, StringComparison.Ordinal);
        Assert.Contains("k8smirror_operator_reconcile_duration_seconds_sum{outcome=\"changed\"} 100.02\n", page, StringComparison.Ordinal);
        Assert.Contains("k8smirror_operator_reconcile_duration_seconds_count{outcome=\"changed\"} 2\n", page, StringComparison.Ordinal);
        Assert.Contains("k8smirror_operator_writes_total{kind=\"NodeMirror\",outcome=\"a \\\"b\\\"\\\\c\\nd\",verb=\"apply\"} 2\n", page, StringComparison.Ordinal);
        Assert.Contains("k8smirror_operator_leader{} 0\n", page, StringComparison.Ordinal);
    }

    private async Task<string> PageAsync()
    {
        await using var pages = await PageServer.StartAsync(
            new(IPAddress.Loopback, port), provider, () => new(true, ""), () => new(true, ""), NullLoggerFactory.Instance, Task.CompletedTask,
            TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), TestContext.Current.CancellationToken);
    }

    /// <summary>Rows as <c>name type label label</c>.</summary>
    private static IEnumerable<string> Documented() =>
        from line in File.ReadLines(Path.Combine(ApiServerFixture.Checkout(), "docs/operations/operator.md"))
        where line.StartsWith("| `k8smirror_", StringComparison.Ordinal)
        let cells = line.Split('|', StringSplitOptions.TrimEntries)
        select string.Join(' ', [cells[1].Trim('`'), cells[2], .. Label().Matches(cells[3]).Select(label => label.Groups[1].Value).Order(StringComparer.Ordinal)]);

    private static IEnumerable<string> Served(string page)
    {
        var lines = page.Split('\n');
        foreach (var line in lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)))
        {
            var (name, type) = (line.Split(' ')[2], line.Split(' ')[3]);
            var series = lines.First(l => Regex.IsMatch(l, $"^{name}(_bucket)?[{{ ]"));
            var labels = LabelOfSeries().Matches(series).Select(label => label.Groups[1].Value).Where(label => label != "le");
            yield return string.Join(' ', [name, type, .. labels.Order(StringComparer.Ordinal)]);
        }
    }

    [GeneratedRegex("`([a-z]+)`")]
    private static partial Regex Label();

    [GeneratedRegex("[{,]([a-z]+)=\"")]
    private static partial Regex LabelOfSeries();
}
