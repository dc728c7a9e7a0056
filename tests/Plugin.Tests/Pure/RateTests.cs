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
        k8smirror_build_info{version="0.1.0",kernel="a \"b\" }",attach="tcx"} 1
        not a metric at all {
        """;

    [Fact]
    public void A_page_is_read_and_what_is_no_metric_is_passed_over()
    {
        var (name, totals) = Assert.Single(AgentCounters.Read("a", Page));

        Assert.Equal(new EdgeName("a", "m", "eth1", "ingress", "eth2"), name);
        Assert.Equal((100, 90, 9000, 10), (totals.Seen, totals.Mirrored, totals.Bytes, totals.Dropped["budget"]));
        var info = Assert.Single(MetricsPage.Read(Page, new HashSet<string> { "k8smirror_build_info" }));
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
    public void The_names_are_those_of_the_docs()
    {
        var docs = File.ReadAllText(Repository.At("docs/metrics.md"));

        Assert.Equal(4, AgentCounters.Names.Count);
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
