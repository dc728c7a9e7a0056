using System.Text.Json.Nodes;
using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>A leader's write is never undone by an earlier leader's write, however late that arrives.</summary>
public sealed class FencingTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    private static readonly string[] Nodes = ["node-a", "node-b"];

    [Fact]
    public async Task A_write_that_arrives_after_the_next_leader_has_written_is_refused()
    {
        await using var wire = new HeldWire(Cluster.Server);
        using var first = new OperatorProcess(Cluster.Server, "first", "8s", wire.Kubeconfig);
        await first.LeadsSoonAsync("the first");
        var from = AuditLog.Position(Cluster.Server);
        await AddNodesAsync();
        await MirrorToAsync("eth");
        await TargetsBecomeAsync("eth");
        // No other request may be in progress: a request that never gets an answer ends by its timeout.
        await Cluster.ConditionBecomesAsync("wide", "Programmed", "Unknown/Pending");
        await EventuallyAsync.True(async () => (await Cluster.Admin.ListAsync("api/v1/namespaces/default/events")).Count > 0, "its event is written");
        var agent = AuditLog.Answers(Cluster.Server, from, "nodemirrors", "create")[0].Agent;
        using var second = new OperatorProcess(Cluster.Server, "second", "8s");
        await second.ReadyAsync();

        // The first decides, sends, and stops; its request is on the wire.
        from = AuditLog.Position(Cluster.Server);
        wire.Hold();
        await MirrorToAsync("late");
        await EventuallyAsync.True(() => wire.HeldBytes > Nodes.Length * 3000, "both writes are on the wire");
        first.Process.Signal("STOP");
        await MirrorToAsync("new");
        await second.LeadsSoonAsync("the second");
        await TargetsBecomeAsync("new");
        wire.Release();

        await EventuallyAsync.True(() => Late().Length == Nodes.Length, "both late writes have arrived");
        Assert.All(Late(), answer => Assert.Equal(409, answer.Code));
        Assert.Equal(["new0", "new0"], await TargetsAsync());
        first.Process.Signal("CONT");
        await EventuallyAsync.True(async () => !await first.LeadsAsync(), "the first has noticed that it no longer leads");
        Assert.Equal(["new0", "new0"], await TargetsAsync());

        (string Agent, int Code)[] Late() =>
            [.. AuditLog.Answers(Cluster.Server, from, "nodemirrors", "patch").Where(answer => answer.Agent == agent)];
    }

    [Fact]
    public async Task A_leader_that_is_stopped_again_and_again_undoes_nothing_that_the_other_wrote()
    {
        await AddNodesAsync();
        await using var watch = await RoundWatch.StartAsync(Cluster.Server, Nodes[0]);
        using var one = new OperatorProcess(Cluster.Server, "one");
        using var two = new OperatorProcess(Cluster.Server, "two");
        using var churn = new Churn(Cluster, Nodes[0]);
        for (var round = 0; round < Rounds; round++)
        {
            OperatorProcess? leader = null;
            await EventuallyAsync.True(
                async () => (leader = await one.LeadsAsync() ? one : await two.LeadsAsync() ? two : null) is not null, "one of them leads");
            await churn.SeenAsync();
            leader!.Process.Signal("STOP");
            await (leader == one ? two : one).LeadsSoonAsync("the other");
            await churn.SeenAsync();
            leader.Process.Signal("CONT");
        }

        await churn.SeenAsync();
        Assert.Empty(await watch.WentBackAsync((await Cluster.NodeMirrorAsync(Nodes[0]))!));
    }

    [Fact]
    public async Task What_agents_report_holds_up_no_write_of_the_operator()
    {
        await using var op = await PlannedAsync(Nodes);
        var done = 0;
        var agents = Nodes.Select(async node =>
        {
            for (var i = 0; Volatile.Read(ref done) == 0; i++)
            {
                await new SimulatedAgent(Cluster, node).ReportAsync($"boot-{i}", []);
            }
        }).ToArray();

        for (var i = 0; i < 20; i++)
        {
            await Cluster.AddMirrorAsync("ids", target: $"tool{i}");
            await TargetsBecomeAsync($"tool{i}", exactly: true);
        }

        Volatile.Write(ref done, 1);
        await Task.WhenAll(agents);
    }

    /// <summary>Set K8SMIRROR_FENCING_ROUNDS for more rounds, such as overnight.</summary>
    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("K8SMIRROR_FENCING_ROUNDS"), out var rounds) ? rounds : 2;

    private async Task AddNodesAsync()
    {
        foreach (var node in Nodes)
        {
            await Cluster.AddNodeAsync(node);
        }
    }

    /// <summary>A mirror with so many targets that its part of a NodeMirror is longer than anything else that a replica sends.</summary>
    private Task<JsonNode> MirrorToAsync(string prefix) => Cluster.Admin.ApplyAsync($$"""
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata:
          name: wide
        spec:
          sources:
          - {interface: uplink, direction: Ingress}
          targets: [{{string.Join(", ", Enumerable.Range(0, 60).Select(i => $"{{name: tool-number-{i}, interface: {prefix}{i}}}"))}}]
        """);

    private Task TargetsBecomeAsync(string prefix, bool exactly = false) => EventuallyAsync.True(
        async () => await TargetsAsync() is { Length: 2 } targets && targets.All(target => target == (exactly ? prefix : prefix + "0")),
        $"targets of both are {prefix}");

    private async Task<string?[]> TargetsAsync() => [.. (await Cluster.Admin.ListAsync(TestCluster.NodeMirrors))
        .Select(mirror => (string?)(mirror["spec"]?["sessions"]?.AsArray() is [{ } session, ..] ? session["targets"]![0]!["interface"] : null))];
}
