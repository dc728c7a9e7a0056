using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Cluster;

public sealed class OutageTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    [Fact]
    public async Task After_an_outage_of_the_API_server_with_its_history_lost_the_operator_goes_on()
    {
        await using var op = await PlannedAsync("node-a");
        var lists = await op.MetricAsync("k8smirror_operator_lists_total", "kind=\"TrafficMirror\"");

        Cluster.Server.Kill();
        await Cluster.Server.CompactAsync(writes: 10);
        await Cluster.Server.RestartAsync();

        await Cluster.AddMirrorAsync("after", source: "eth3");
        await Cluster.SessionsBecomeAsync("node-a", "after ids");
        Assert.True(await op.MetricAsync("k8smirror_operator_lists_total", "kind=\"TrafficMirror\"") > lists);
    }

    [Fact]
    public async Task An_outage_by_itself_changes_nothing()
    {
        await using var op = await ProgrammedAsync("node-a");
        var (mirror, nodeMirror) = (await VersionAsync(TestCluster.Mirrors, "ids"), await VersionAsync(TestCluster.NodeMirrors, "node-a"));

        for (var round = 0; round < 2; round++)
        {
            Cluster.Server.Kill();
            await Cluster.Server.RestartAsync();
        }

        // A paused mirror shows that there has been a pass since.
        await Cluster.AddMirrorAsync("probe", source: "eth8", target: "eth9", more: "paused: true");
        await Cluster.ConditionBecomesAsync("probe", "Programmed", "False/Paused");
        Assert.Equal(mirror, await VersionAsync(TestCluster.Mirrors, "ids"));
        Assert.Equal(nodeMirror, await VersionAsync(TestCluster.NodeMirrors, "node-a"));
    }

    [Fact]
    public async Task Changes_made_while_the_operator_was_away_are_carried_out_when_it_is_back()
    {
        await Cluster.AddNodeAsync("node-a", ("zone", "edge"));
        await Cluster.AddMirrorAsync("ids", more: "nodeSelector: {matchLabels: {zone: edge}}");
        await using (await RunningOperator.StartAsync(Cluster.Server))
        {
            await Cluster.SessionsBecomeAsync("node-a", "ids");
        }

        await Cluster.AddNodeAsync("node-a", ("zone", "core"));
        await Cluster.AddMirrorAsync("new", source: "eth3");
        await Cluster.AddNodeAsync("node-b", ("zone", "edge"));
        await using var back = await RunningOperator.StartAsync(Cluster.Server);

        await Cluster.SessionsBecomeAsync("node-a", "new");
        await Cluster.SessionsBecomeAsync("node-b", "ids new");
    }

    private async Task<string> VersionAsync(string collection, string name) =>
        (string)(await Cluster.Admin.GetAsync($"{collection}/{name}"))!["metadata"]!["resourceVersion"]!;
}
