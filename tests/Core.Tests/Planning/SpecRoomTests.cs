using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Tests.Planning;

public sealed class SpecRoomTests
{
    private static readonly DateTimeOffset Day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void No_node_gets_a_spec_that_the_server_would_refuse_and_the_older_mirrors_stay()
    {
        // 64 patterns of 63 characters for 64 tools: 13 KB each.
        var mirrors = Enumerable.Range(0, 120).Select(n => Large($"m{n:000}")).ToList();
        var plan = NodePlanner.Plan(new(mirrors, [Make.Node("n1", "edge")]));

        var spec = plan.Nodes["n1"];
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(spec, ApiJsonContext.Default.NodeMirrorSpec).Length,
            NodeMirrorLimits.SpecBytes - NodeMirrorLimits.BytesOf(spec.Sessions[0]), NodeMirrorLimits.SpecBytes);
        Assert.Equal(mirrors.Take(spec.Sessions.Count).Select(m => m.Metadata.Name), spec.Sessions.Select(s => s.Mirror));
        Assert.All(plan.Mirrors, (m, at) => Assert.Equal(at < spec.Sessions.Count ? [] : ["n1"], m.LeftOut));
        Assert.All(plan.Mirrors, m => Assert.True(m.IsPlanned));
    }

    [Fact]
    public void One_more_mirror_changes_nothing_for_those_that_go_before_it()
    {
        var mirrors = Mirrors();
        var before = Plan(mirrors);
        var after = Plan([.. mirrors, Make.Mirror("aaa", "eth99", "tap99") with { Metadata = new() { Name = "aaa", CreationTimestamp = Day.AddDays(100) } }]);

        Assert.Contains(before.Mirrors, m => m.LeftOut.Count > 0);
        Assert.Equal(
            before.Mirrors.Select(m => (m.Mirror.Metadata.Name, string.Join(' ', m.LeftOut))),
            after.Mirrors.Where(m => m.Mirror.Metadata.Name != "aaa").Select(m => (m.Mirror.Metadata.Name, string.Join(' ', m.LeftOut))));
    }

    [Fact]
    public void Order_of_the_snapshot_has_no_meaning()
    {
        var mirrors = Mirrors();
        var expected = Describe(Plan(mirrors));
        var random = new Random(7);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(expected, Describe(Plan([.. mirrors.OrderBy(_ => random.Next())])));
        }
    }

    [Fact]
    public void Nodes_that_get_the_same_mirrors_share_one_spec_and_each_says_who_is_left_out()
    {
        var nodes = Enumerable.Range(0, 5000).Select(n => Make.Node($"n{n:0000}", n % 2 == 0 ? "edge" : "core")).ToList();
        var mirrors = Enumerable.Range(0, 100).Select(n => Large($"m{n:00}", n < 10 ? "edge" : null)).ToList();
        var plan = NodePlanner.Plan(new(mirrors, nodes));

        Assert.Equal(2, plan.Nodes.Values.Distinct(ReferenceEqualityComparer.Instance).Count());
        var last = plan.Mirrors[^1];
        Assert.Equal((5000, 5000), (last.Nodes.Count, last.LeftOut.Count));
        Assert.Contains(plan.Mirrors, m => m.LeftOut.Count == 2500 && m.Nodes.Count == 5000);
        Assert.All(plan.Mirrors, m => Assert.Empty(m.LeftOut.Except(m.Nodes)));
    }

    [Fact]
    public void Stand_alone_nothing_is_left_out()
    {
        var mirrors = Enumerable.Range(0, 120).Select(n => Large($"m{n:000}")).ToList();
        var plan = NodePlanner.Plan(new(mirrors, [Make.Node("n1", "edge")]) { MostSpecBytes = int.MaxValue });
        Assert.Equal(120, plan.Nodes["n1"].Sessions.Count);
    }

    private static ClusterPlan Plan(IReadOnlyCollection<TrafficMirror> mirrors) =>
        NodePlanner.Plan(new(mirrors, [Make.Node("n1", "edge"), Make.Node("n2", "core")]) { MostSpecBytes = 3000 });

    /// <summary>Mirrors of several sizes, ages and priorities.</summary>
    private static List<TrafficMirror> Mirrors() =>
    [
        .. Enumerable.Range(0, 30).Select(n =>
            Make.Mirror($"m{n:00}", string.Join(',', Enumerable.Range(0, 1 + (n * 7 % 5)).Select(i => $"<eth{n}x{i}")), $"tap{n}", n % 3 == 0 ? "edge" : null, n % 11 == 0 ? 200 : 100))
            .Select((m, n) => m with { Metadata = m.Metadata with { CreationTimestamp = n % 4 == 0 ? null : Day.AddDays(n * 13 % 9) } }),
    ];

    private static TrafficMirror Large(string name, string? zone = null) => Make.Mirror(
        name,
        string.Join(',', Enumerable.Range(0, 64).Select(n => $"<{name}-{n:00}[{new string('a', 52 - name.Length)}]*")),
        string.Join(',', Enumerable.Range(0, 64).Select(n => $"t-{name}-{n:00}")),
        zone);

    private static List<string> Describe(ClusterPlan plan) =>
    [
        .. plan.Mirrors.Select(m => $"{m.Mirror.Metadata.Name}: {string.Join(' ', m.LeftOut)}"),
        .. plan.Nodes.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => $"{n.Key}: {string.Join(' ', n.Value.Sessions.Select(s => s.Mirror))}"),
    ];
}
