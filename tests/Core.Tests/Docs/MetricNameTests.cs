using System.Text.RegularExpressions;
using K8sMirror.Testing;

namespace K8sMirror.Core.Tests.Docs;

/// <summary>The names of both programs' metrics, from the pages' tables, which tests of both programs compare with their output.</summary>
public sealed partial class MetricNameTests
{
    private static readonly (string Program, string Name, string Type)[] All =
        [.. Rows("agent", Repository.Read("docs", "metrics.md")), .. Rows("operator", Repository.Read("docs", "operations/operator.md"))];

    [Fact]
    public void Agent_and_operator_share_no_name()
    {
        Assert.Equal(["agent", "operator"], All.Select(m => m.Program).Distinct());
        Assert.Empty(All.GroupBy(m => m.Name).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void Counters_and_nothing_else_end_with_total() =>
        Assert.All(All, m => Assert.Equal((m.Name, m.Type == "counter"), (m.Name, m.Name.EndsWith("_total", StringComparison.Ordinal))));

    [Fact]
    public void The_operators_begin_with_its_name() =>
        Assert.All(All.Where(m => m.Program == "operator"), m => Assert.StartsWith("k8smirror_operator_", m.Name, StringComparison.Ordinal));

    /// <summary>https://prometheus.io/docs/practices/naming: words, base units, and no label in the name.</summary>
    [Fact]
    public void Names_are_as_Prometheus_asks() => Assert.All(All, m =>
    {
        Assert.Matches("^(k8smirror|process)(_[a-z]+)+$", m.Name);
        Assert.DoesNotMatch("_(ms|us|milliseconds|minutes|kib|kb|mb|percent|count|sum|bucket)(_|$)", m.Name);
    });

    private static IEnumerable<(string Program, string Name, string Type)> Rows(string program, string page) =>
        Row().Matches(page).Select(row => (program, row.Groups[1].Value, row.Groups[2].Value));

    [GeneratedRegex(@"^\| `((?:k8smirror|process)_\w+)` \| (counter|gauge|histogram) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
