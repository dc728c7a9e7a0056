using System.Globalization;
using System.Runtime.CompilerServices;
using K8sMirror.Cluster.Direct;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Telemetry;

namespace K8sMirror.NodeAgent.Tests.Telemetry;

public sealed class MetricsPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/metrics.md"));

    [Fact]
    public void The_table_in_the_docs_is_the_catalogue()
    {
        var table = "| Metric | Type | Labels | Meaning |\n|---|---|---|---|\n" + string.Concat(Metrics.All.Select(m =>
            $"| `{m.Name}` | {m.Type} | {string.Join(", ", m.Labels.Select(l => $"`{l}`"))} | {m.Help} |\n"));

        Assert.True(Page.Contains(table, StringComparison.Ordinal), $"docs/metrics.md must have this table:\n{table}");
    }

    [Fact]
    public void Every_reason_is_explained() =>
        Assert.All(Enum.GetValues<DropReason>(), r => Assert.Contains($"| `{MetricNames.Reason(r)}` |", Page, StringComparison.Ordinal));

    [Fact]
    public void Times_and_limits_are_those_of_the_code()
    {
        var timeouts = ApiTimeouts.Default;
        var text = Page.ReplaceLineEndings(" ");
        Assert.All(
            (string[])
            [
                $"At most {MetricsServer.MaxEdges.ToString("N0", CultureInfo.InvariantCulture)} edges", $"silent for {timeouts.Silence.TotalSeconds} s gets a ping with a timeout of {timeouts.Silence.TotalSeconds} s",
                $"a request has {timeouts.Request.TotalSeconds} s, a new connection {timeouts.Connect.TotalSeconds} s", $"`{MetricsServer.DefaultAddress}` by default",
                $"`{MetricsServer.DefaultAddress.Beside()}`: the port after",
            ],
            words => Assert.Contains(words, text, StringComparison.Ordinal));
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
