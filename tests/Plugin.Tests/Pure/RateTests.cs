using K8sMirror.Plugin.Rates;
using K8sMirror.Plugin.Rendering;
using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Pure;

public sealed class RateTests
{
    private const string Page = """
        # TYPE k8smirror_seen_packets_total counter
        k8smirror_seen_packets_total{mirror="m",source="eth1",direction="ingress",target="eth2"} 100 1763885523000
        k8smirror_mirrored_packets_total{mirror="m",source="eth1",direction="ingress",target="eth2"} 90
        k8smirror_mirrored_bytes_total{mirror="m",source="eth1",direction="ingress",target="eth2"} 9e3
        k8smirror_dropped_packets_total{mirror="m",source="eth1",direction="ingress",target="eth2",reason="budget"} 10
        k8smirror_dropped_packets_total{otel_metric_overflow="true"} 7
        k8smirror_agent_build_info{version="0.1.0",kernel="a \"b\" }",attach="tcx"} 1
        k8smirror_pod_info{mirror="m",source="eth1",namespace="payments",pod="db-0"} 1
        not a metric at all {
        """;

    [Fact]
    public void A_page_is_read_and_what_is_no_metric_is_passed_over()
    {
        var (edges, pods) = AgentCounters.Read("a", Page);
        var (name, totals) = Assert.Single(edges);

        Assert.Equal(new EdgeName("a", "m", "eth1", "ingress", "eth2"), name);
        Assert.Equal((100, 90, 9000, 10), (totals.Seen, totals.Mirrored, totals.Bytes, totals.Dropped["budget"]));
        Assert.Equal(new PodName("payments", "db-0"), pods["eth1"]);
        var info = Assert.Single(MetricsPage.Read(Page, new HashSet<string> { "k8smirror_agent_build_info" }));
        Assert.Equal("a \"b\" }", info.Label("kernel"));
    }

    [Fact]
    public void Rates_are_differences_and_a_counter_that_began_anew_is_no_negative_rate()
    {
        var name = new EdgeName("a", "m", "eth1", "ingress", "eth2");
        var fresh = name with { Target = "eth3" };
        Scrape At(double seconds, EdgeTotals totals, EdgeTotals other) => new(
            new Dictionary<string, double> { ["a"] = seconds }, new Dictionary<EdgeName, EdgeTotals> { [name] = totals, [fresh] = other }, []);

        var report = RateComposer.Compose(
            At(10, new() { Seen = 100, Mirrored = 90, Bytes = 9000, Dropped = { ["loop"] = 1 } }, new() { Seen = 1000 }),
            At(12, new() { Seen = 300, Mirrored = 280, Bytes = 29000, Dropped = { ["loop"] = 1, ["expired"] = 10 } }, new() { Seen = 50 }), ["n"]);

        Assert.Equal(2, report.Seconds);
        Assert.Equal((100.0, 95.0, 80000.0), (report.Edges[0].SeenPerSecond, report.Edges[0].MirroredPerSecond, report.Edges[0].BitsPerSecond));
        Assert.Equal(("expired", 5.0), (Assert.Single(report.Edges[0].DroppedPerSecond).Key, report.Edges[0].DroppedPerSecond["expired"]));
        Assert.Equal(25, report.Edges[1].SeenPerSecond);
        Assert.Contains("80.0k", RateText.Render(report), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_pod_receives_is_what_the_nodes_end_sends_counted_once_for_all_targets()
    {
        EdgeRate Edge(string source, string direction, string target, double seen, string? pod) =>
            new("a", "m", source, direction, target, seen, seen / 2, 8 * seen, new Dictionary<string, double> { ["budget"] = seen / 2 })
            {
                Pod = pod is null ? null : new("payments", pod),
            };

        var pods = PodRates.Of(
        [
            Edge("veth1", "egress", "eth5", 100, "db-0"), Edge("veth1", "egress", "eth6", 100, "db-0"), Edge("veth1", "ingress", "eth5", 30, "db-0"),
            Edge("veth2", "ingress", "eth5", 400, "db-1"), Edge("eth1", "ingress", "eth5", 9000, null),
        ]);

        Assert.Equal(["db-1", "db-0"], pods.Select(p => p.Pod));
        Assert.Equal(new PodRate("a", "m", "payments", "db-0", 100, 30, 115, 1840, 115), pods[1]);
        Assert.Contains("payments", RateText.RenderPods(new(1, [], []) { Pods = pods }), StringComparison.Ordinal);
    }

    [Fact]
    public void The_names_are_those_of_the_docs()
    {
        var docs = File.ReadAllText(Repository.At("docs/metrics.md"));

        Assert.Equal(5, AgentCounters.Names.Count);
        Assert.All(AgentCounters.Names, n => Assert.Contains($"| `{n}` |", docs, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1.234, "1.23")]
    [InlineData(999, "999")]
    [InlineData(12345, "12.3k")]
    [InlineData(1.5e9, "1.50G")]
    public void Rates_have_three_digits(double rate, string expected) => Assert.Equal(expected, Words.Rate(rate));
}
