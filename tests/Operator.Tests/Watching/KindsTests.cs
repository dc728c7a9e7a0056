using System.Text.Json;
using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Operator.Reconciling;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Tests.Watching;

public sealed class KindsTests
{
    [Theory]
    [InlineData("\"brandNew\":{}", "brandNew")]
    [InlineData("\"filter\":{\"rules\":[{\"action\":\"Drop\",\"protocol\":\"TCP\"}]}", "spec.filter.rules[0].action")]
    [InlineData("\"filter\":{\"rules\":[{\"action\":\"Accept\",\"source\":{\"ports\":[443]}}]}", "spec.filter.rules[0].source.ports[0]")]
    [InlineData("\"sampling\":{\"oneIn\":2,\"by\":\"Host\"}", "spec.sampling.by")]
    [InlineData("\"snapLength\":\"headers\"", "spec.snapLength")]
    [InlineData("\"rateLimit\":{\"bitsPerSecond\":1000}", "spec.rateLimit.bitsPerSecond")]
    public void What_cannot_be_read_makes_a_mirror_refused_and_disturbs_no_other(string field, string named)
    {
        var future = Read(Kinds.TrafficMirrors, $$"""
            {"metadata":{"name":"future","uid":"u1","resourceVersion":"7","generation":2,"managedFields":[]},
             "spec":{"sources":[{"interface":"eth1"}],"targets":[{"name":"a","interface":"eth2"}],{{field}} },
             "status":{"observedGeneration":1,"conditions":[],"nodes":{"desired":1,"programmed":1,"failed":0,"shedding":3} } }
            """);
        var present = Read(Kinds.TrafficMirrors, """
            {"metadata":{"name":"present","uid":"u2","resourceVersion":"8","generation":1},
             "spec":{"sources":[{"interface":"eth3"}],"targets":[{"name":"a","interface":"eth4"}]}}
            """);
        var node = Read(Kinds.Nodes, """{"metadata":{"name":"node-a","uid":"n1","resourceVersion":"9"}}""");
        var view = new ClusterView(
            new Dictionary<string, Watched<TrafficMirror>> { ["future"] = future, ["present"] = present },
            new Dictionary<string, Watched<NodeMirror>>(),
            new Dictionary<string, Watched<NodeFacts>> { ["node-a"] = node });

        var plan = view.Plan(new());

        Assert.Equal(["present"], plan.Nodes["node-a"].Sessions.Select(s => s.Mirror));
        var refused = plan.Mirrors.Single(m => m.Mirror.Metadata.Name == "future");
        Assert.False(refused.IsAccepted);
        Assert.Contains(named, refused.Findings[0].Message, StringComparison.Ordinal);
        Assert.Equal(2, refused.Mirror.Metadata.Generation);
        Assert.Equal(1, refused.Mirror.Status!.Nodes.Programmed);
    }

    [Fact]
    public void What_a_newer_agent_adds_to_its_status_is_skipped()
    {
        var mirror = Read(Kinds.NodeMirrors, """
            {"metadata":{"name":"node-a","resourceVersion":"7"},"spec":{"sessions":[]},
             "status":{"observedGeneration":4,"agentVersion":"9.0.0","kernel":{"release":"9.1","attachMode":"tcx","xdp":true},"sessions":[],"load":3}}
            """);

        Assert.Null(mirror.Problem);
        Assert.Equal(4, mirror.Value.Status!.ObservedGeneration);
    }

    [Fact]
    public void Equal_sessions_of_different_nodes_are_one_instance()
    {
        var (a, b) = (Status("boot-1"), Status("boot-2"));
        Assert.Equal(("boot-1", "boot-2"), (a.Kernel.BootID, b.Kernel.BootID));
        Assert.Same(Assert.Single(a.Sessions), Assert.Single(b.Sessions));

        static NodeMirrorStatus Status(string boot) => Read(Kinds.NodeMirrors, $$"""
            {"metadata":{"name":"node","resourceVersion":"7"},"spec":{"sessions":[]},
             "status":{"observedGeneration":1,"kernel":{"release":"6.1","bootID":"{{boot}}" },"sessions":[{"mirrorRef":{"name":"ids"},"state":"Programmed","edges":[]}]} }
            """).Value.Status!;
    }

    [Fact]
    public void Pods_and_nodes_are_read_to_what_we_look_at()
    {
        var pod = Read(Kinds.AgentPods("ns", "app=agent"), """
            {"metadata":{"name":"a","resourceVersion":"7","creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{"nodeName":"n"},
             "status":{"conditions":[{"type":"Initialized","status":"True"},{"type":"Ready","status":"False","lastTransitionTime":"2026-01-02T00:00:00Z"}]}}
            """).Value;
        Assert.Equal(new("a", "n", false, new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero)), pod);
        Assert.Equal("&labelSelector=app%3Dagent", Kinds.AgentPods("ns", "app=agent").Filter);
        var fresh = Read(Kinds.AgentPods("ns", "app=agent"), """{"metadata":{"name":"a","resourceVersion":"7","creationTimestamp":"2026-01-01T00:00:00Z"}}""").Value;
        Assert.Equal(new("a", "", false, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), fresh);
        var node = Read(Kinds.Nodes, """{"metadata":{"name":"n","uid":"u","resourceVersion":"9"},"status":{"nodeInfo":{"bootID":"b"}}}""").Value;
        Assert.Equal("b", node.BootId);
        Assert.False(NodeFacts.Same(node, node with { BootId = "c" }));
    }

    [Fact]
    public void A_status_that_cannot_be_read_leaves_the_spec_readable()
    {
        var mirror = Read(Kinds.NodeMirrors, """
            {"metadata":{"name":"node-a","resourceVersion":"7"},"spec":{"sessions":[{"mirrorRef":{"name":"ids"}}]},
             "status":{"observedGeneration":"four"}}
            """);

        Assert.Equal("status", mirror.Problem?.Part);
        Assert.Null(mirror.Value.Status);
        Assert.Equal("ids", mirror.Value.Spec.Sessions[0].Mirror);
    }

    [Fact]
    public void Equal_specs_of_many_nodes_are_one_instance()
    {
        var (a, b) = (Read(Kinds.NodeMirrors, NodeMirror("node-a")), Read(Kinds.NodeMirrors, NodeMirror("node-b")));

        Assert.Same(a.Value.Spec, b.Value.Spec);
    }

    [Fact]
    public void A_node_is_lost_only_while_its_readiness_is_unknown()
    {
        Assert.Equal(DateTimeOffset.Parse("2026-01-02T03:04:05Z"), Node("Unknown").LostSince);
        Assert.Null(Node("False").LostSince);
        Assert.Null(Node("True").LostSince);
    }

    [Fact]
    public void A_heartbeat_is_no_change_and_a_label_is()
    {
        Assert.True(NodeFacts.Same(Node("True"), Node("True")));
        Assert.False(NodeFacts.Same(Node("True"), Node("True", "core")));
        Assert.False(NodeFacts.Same(Node("True"), Node("Unknown")));
    }

    [Fact]
    public void What_is_no_object_is_left_aside()
    {
        using var document = JsonDocument.Parse("""[1, {}, {"metadata":{}}, {"metadata":{"name":"x"},"spec":3}]""");

        Assert.Equal([true, true, true], document.RootElement.EnumerateArray().Take(3).Select(item => Kinds.Nodes.Read(item) is null));
    }

    private static NodeFacts Node(string ready, string zone = "edge") => Read(Kinds.Nodes, $$"""
        {"metadata":{"name":"node-a","uid":"n1","resourceVersion":"9","labels":{"zone":"{{zone}}"} },
         "status":{"conditions":[{"type":"MemoryPressure","status":"Unknown","lastTransitionTime":"2020-01-01T00:00:00Z"},
                                 {"type":"Ready","status":"{{ready}}","lastTransitionTime":"2026-01-02T03:04:05Z"}]} }
        """).Value;

    private static string NodeMirror(string name) => $$"""
        {"metadata":{"name":"{{name}}","resourceVersion":"7"},"spec":{"sessions":[{"mirrorRef":{"name":"ids"},"sources":[],"targets":[]}]} }
        """;

    private static Watched<T> Read<T>(ResourceKind<T> kind, string json)
        where T : class
    {
        using var document = JsonDocument.Parse(json);
        return kind.Read(document.RootElement)!;
    }
}
