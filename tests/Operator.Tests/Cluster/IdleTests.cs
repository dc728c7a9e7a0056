using System.Text.RegularExpressions;
using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Cluster;

public sealed partial class IdleTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    [Fact]
    public async Task Passes_over_an_unchanged_cluster_write_nothing()
    {
        await Cluster.AddNodeAsync("node-a");
        await Cluster.AddNodeAsync("node-b");
        await Cluster.AddMirrorAsync("ids");
        await Cluster.SetAsync("backups", "192.0.2.1", "2001:db8::/32");
        await Cluster.AddMirrorAsync("half", source: "eth3", more: "filter: {rules: [{action: Accept, source: {addressSets: [backups, missing]}}]}");
        await Cluster.AddMirrorAsync("off", source: "eth4", more: "paused: true");
        await using var op = await RunningOperator.StartAsync(Cluster.Server, with: options => options with { Resync = TimeSpan.FromMilliseconds(100) });
        foreach (var node in (string[])["node-a", "node-b"])
        {
            await Cluster.SessionsBecomeAsync(node, "half ids");
            await new SimulatedAgent(Cluster, node).ReportAsync(node == "node-b" ? ["half"] : []);
        }

        await Cluster.ConditionBecomesAsync("ids", "Programmed", "True/Programmed");
        await Cluster.ConditionBecomesAsync("half", "Programmed", "False/ProgramFailed");
        var (passes, writes) = (await PassesAsync(op), await WritesAsync());

        await EventuallyAsync.True(async () => await PassesAsync(op) >= passes + 50, "50 passes were made");

        Assert.Equal(writes, await WritesAsync());
    }

    private static Task<double> PassesAsync(RunningOperator op) => op.MetricAsync("k8smirror_operator_reconcile_duration_seconds_count");

    /// <summary>Write requests, except for Leases: a leader renews its own.</summary>
    private async Task<double> WritesAsync()
    {
        var text = await Cluster.Admin.Http.GetStringAsync("metrics");
        return text.Split('\n').Where(line => Write().IsMatch(line) && Ours().IsMatch(line))
            .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("^apiserver_request_total\\{.*verb=\"(POST|PUT|PATCH|APPLY|DELETE|DELETECOLLECTION)\"")]
    private static partial Regex Write();

    [GeneratedRegex("resource=\"(trafficmirrors|nodemirrors|addresssets|nodes|events)\"")]
    private static partial Regex Ours();
}
