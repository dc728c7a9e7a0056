using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.Operator.Reconciling;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Tests.Reconciling;

public sealed class SilentNodesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly SilentNodes nodes = new(new OperatorOptions { AgentGrace = TimeSpan.FromSeconds(45), DeadNodeGrace = TimeSpan.FromMinutes(5) });

    [Fact]
    public void A_ready_agent_speaks_even_beside_one_that_ends()
    {
        var (why, due) = nodes.Find(View(Pod("old", ready: false, since: -600), Pod("new", ready: true, since: -1)), Now);
        Assert.Empty(why);
        Assert.Null(due);
    }

    [Fact]
    public void An_agent_that_is_not_ready_is_silent_after_the_grace()
    {
        var (why, due) = nodes.Find(View(Pod("a", ready: false, since: -30)), Now);
        Assert.Empty(why);
        Assert.Equal(Now.AddSeconds(15), due);

        (why, due) = nodes.Find(View(Pod("a", ready: false, since: -45)), Now);
        Assert.Equal("its pod a is not ready since 2026-01-02T03:03:20Z, and copies end there with the dead-man deadline", why["node-a"]);
        Assert.Null(due);
    }

    [Fact]
    public void A_pod_that_is_replaced_again_and_again_does_not_begin_the_time_anew()
    {
        _ = nodes.Find(View(Pod("a", ready: false, since: 0)), Now);
        _ = nodes.Find(View(), Now.AddSeconds(20));
        var (why, _) = nodes.Find(View(Pod("b", ready: false, since: 40)), Now.AddSeconds(45));
        Assert.Contains("its pod b is not ready", why["node-a"], StringComparison.Ordinal);

        _ = nodes.Find(View(Pod("b", ready: true, since: 46)), Now.AddSeconds(46));
        Assert.Empty(nodes.Find(View(), Now.AddSeconds(47)).Why);
    }

    [Fact]
    public void A_node_without_a_pod_is_silent_after_the_grace()
    {
        var (why, due) = nodes.Find(View(), Now);
        Assert.Empty(why);
        Assert.Equal(Now.AddSeconds(45), due);
        Assert.Contains("no agent runs there", nodes.Find(View(), Now.AddSeconds(45)).Why["node-a"], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_selector_pods_say_nothing() => Assert.Empty(nodes.Find(View() with { AgentPods = null }, Now.AddHours(1)).Why);

    [Fact]
    public void A_lost_node_is_silent_at_once_and_that_says_most()
    {
        var view = View(Pod("a", ready: false, since: -600)) with { Nodes = Nodes(lost: Now.AddSeconds(-1)) };
        Assert.Equal("the control plane lost the node at 2026-01-02T03:04:04Z", nodes.Find(view, Now).Why["node-a"]);
    }

    [Fact]
    public void An_agent_that_is_ready_and_does_nothing_is_silent_after_the_longer_grace()
    {
        var mirror = new NodeMirror { Metadata = new ObjectMeta { Name = "node-a", Generation = 2, CreationTimestamp = Now } };
        var view = View(Pod("a", ready: true, since: -600)) with { NodeMirrors = new Dictionary<string, Watched<NodeMirror>> { ["node-a"] = new("node-a", 1, mirror) } };
        Assert.Equal(Now.AddMinutes(5), nodes.Find(view, Now).Due);
        Assert.Equal("it has not carried out its spec of 2026-01-02T03:04:05Z", nodes.Find(view, Now.AddMinutes(5)).Why["node-a"]);
    }

    private static AgentPod Pod(string name, bool ready, int since) => new(name, "node-a", ready, Now.AddSeconds(since));

    private static ClusterView View(params AgentPod[] pods) =>
        new(new Dictionary<string, Watched<TrafficMirror>>(), new Dictionary<string, Watched<NodeMirror>>(), Nodes(lost: null))
        {
            AgentPods = pods.Append(new("elsewhere", "node-b", true, Now)).ToDictionary(p => p.Name, p => new Watched<AgentPod>(p.Name, 1, p)),
        };

    private static Dictionary<string, Watched<NodeFacts>> Nodes(DateTimeOffset? lost) => new()
    {
        ["node-a"] = new("node-a", 1, new NodeFacts(new ClusterNode("node-a", "n1", new Dictionary<string, string>()), lost)),
    };
}
