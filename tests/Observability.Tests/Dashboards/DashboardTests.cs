using System.Text.RegularExpressions;
using K8sMirror.Testing;
using K8sMirror.Testing.Monitoring;

namespace K8sMirror.Observability.Tests.Dashboards;

/// <summary>The dashboards as documents: complete, linked, and with existing metrics.</summary>
public sealed partial class DashboardTests
{
    private static readonly string Documented =
        File.ReadAllText(Repository.At("docs/metrics.md")) + File.ReadAllText(Repository.At("docs/operations/operator.md"));

    public static TheoryData<string> Names() => [.. Dashboard.All.Select(d => d.Name)];

    [Fact]
    public void There_are_four() =>
        Assert.Equal(["k8smirror-fleet", "k8smirror-mirror", "k8smirror-node", "k8smirror-operator"], Dashboard.All.Select(d => d.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_panel_says_what_it_shows_and_in_which_unit(string name) => Assert.All(Of(name).Panels, panel =>
    {
        Assert.NotEmpty(Dashboard.Text(panel["title"]));
        Assert.True(Dashboard.Text(panel["description"]).Length > 10, $"{panel["title"]} needs a description");
        Assert.NotEmpty(Dashboard.Text(panel["fieldConfig"]!["defaults"]!["unit"]));
        Assert.NotEmpty(panel["fieldConfig"]!["defaults"]!["thresholds"]!["steps"]!.AsArray());
        Assert.NotEmpty(panel["targets"]!.AsArray());
        Assert.Equal("${datasource}", Dashboard.Text(panel["datasource"]!["uid"]));
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void No_two_panels_are_called_the_same(string name) =>
        Assert.Equal(Of(name).Panels.Count, Of(name).Panels.Select(p => Dashboard.Text(p["title"])).Distinct().Count());

    [Theory]
    [MemberData(nameof(Names))]
    public void Panels_do_not_overlap_and_have_ids_of_their_own(string name)
    {
        var panels = Of(name).Json["panels"]!.AsArray();
        Assert.Equal(panels.Count, panels.Select(p => (int)p!["id"]!).Distinct().Count());
        var taken = new HashSet<(int, int)>();
        foreach (var at in panels.Select(p => p!["gridPos"]!))
        {
            Assert.InRange((int)at["x"]! + (int)at["w"]!, 1, 24);
            for (var x = 0; x < (int)at["w"]!; x++)
            {
                for (var y = 0; y < (int)at["h"]!; y++)
                {
                    Assert.True(taken.Add(((int)at["x"]! + x, (int)at["y"]! + y)), $"two panels at {at["x"]},{at["y"]}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_metric_is_documented(string name) =>
        Assert.All(Of(name).Queries.SelectMany(q => Metric().Matches(q.Expression)).Select(m => m.Value).Distinct(), metric =>
            Assert.Contains($"`{Suffix().Replace(metric, "")}`", Documented + "`up`", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_link_leads_to_a_dashboard_that_there_is_and_sets_a_variable_that_it_has(string name)
    {
        var links = Link().Matches(Of(name).Json.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.True(name == "k8smirror-operator" || links.Count > 0, "it leads nowhere");
        Assert.All(links, link =>
        {
            var to = Assert.Single(Dashboard.All, d => Dashboard.Text(d.Json["uid"]) == link.Groups["uid"].Value);
            Assert.Contains(to.Variables, v => Dashboard.Text(v["name"]) == link.Groups["variable"].Value);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_variable_that_is_used_is_there_and_every_one_that_is_there_is_used(string name)
    {
        var used = Of(name).Queries.SelectMany(q => Used().Matches(q.Expression)).Select(m => m.Groups[1].Value)
            .Where(v => !v.StartsWith("__", StringComparison.Ordinal)).Append("datasource").ToHashSet();
        Assert.Equal(used.Order(StringComparer.Ordinal), Of(name).Variables.Select(v => Dashboard.Text(v["name"])).Order(StringComparer.Ordinal));
    }

    /// <summary>".*" also matches series without such a label: those of a Prometheus that scrapes one cluster.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_cluster_can_be_chosen_and_holds_for_every_query_variable_and_link(string name)
    {
        var dashboard = Of(name);
        var cluster = dashboard.Variables[1];
        Assert.Equal(("cluster", ".*", true), (Dashboard.Text(cluster["name"]), Dashboard.Text(cluster["allValue"]), (bool)cluster["includeAll"]!));
        Assert.Equal("$__all", Dashboard.Text(cluster["current"]!["value"]![0]));

        var asked = dashboard.Queries.Select(q => q.Expression).Concat(dashboard.Variables.Skip(2).Select(v => Dashboard.Text(v["query"]!["query"])));
        Assert.All(asked, query => Assert.All(Selector().Matches(query), s => Assert.StartsWith("""{cluster=~"$cluster""" + '"', s.Value, StringComparison.Ordinal)));
        Assert.All(asked, query => Assert.DoesNotMatch(@"\b(k8smirror|process)_\w+\b(?!\{)", query));
        var text = dashboard.Json.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.Equal(Link().Count(text), WholeLink().Count(text));
    }

    /// <summary>Nodes of different clusters may have the same name, and agents the same address.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void What_belongs_to_a_node_is_not_taken_together_over_clusters(string name) =>
        Assert.All(Of(name).Queries.SelectMany(q => Grouping().Matches(q.Expression)).Select(m => m.Groups[1].Value.Split(", ")), labels =>
            Assert.True(labels[0] == "cluster" || !labels.Intersect(["node", "instance"]).Any(), string.Join(", ", labels)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Columns_of_a_table_go_from_where_to_how_much(string name)
    {
        string[] order = ["Cluster", "Mirror", "Replica", "Node", "Source", "Direction", "Target", "Collector", "Reason", "Version", "Kernel", "Attach"];
        Assert.All(Of(name).Panels.Where(p => Dashboard.Text(p["type"]) == "table"), panel =>
        {
            var organize = panel["transformations"]!.AsArray().Single(t => Dashboard.Text(t!["id"]) == "organize")!["options"]!;
            var names = organize["renameByName"]!.AsObject().ToDictionary(p => p.Key, p => Dashboard.Text(p.Value));
            var columns = organize["indexByName"]!.AsObject().OrderBy(p => (int)p.Value!).Select(p => p.Key).ToList();

            Assert.Equal(names.Keys.Order(StringComparer.Ordinal), columns.Order(StringComparer.Ordinal));
            var values = columns.SkipWhile(c => !c.StartsWith("Value", StringComparison.Ordinal)).ToList();
            Assert.Equal(values.Order(StringComparer.Ordinal), values);
            var labels = columns.SkipLast(values.Count).Select(c => names[c]).ToList();
            Assert.Equal(labels.OrderBy(l => Array.IndexOf(order, l)), labels);
            Assert.All(labels, l => Assert.Contains(l, order));
        });
    }

    private static Dashboard Of(string name) => Dashboard.All.Single(d => d.Name == name);

    [GeneratedRegex(@"\b(k8smirror_\w+|process_\w+|up)(?=\{)")]
    private static partial Regex Metric();

    [GeneratedRegex("_(bucket|count|sum)$")]
    private static partial Regex Suffix();

    [GeneratedRegex("/d/(?<uid>[a-z0-9-]+)\\?var-(?<variable>\\w+)=")]
    private static partial Regex Link();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\b(?:by|on) \(([^)]+)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"/d/[^""]+&\$\{cluster:queryparam\}")]
    private static partial Regex WholeLink();

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex Used();
}
