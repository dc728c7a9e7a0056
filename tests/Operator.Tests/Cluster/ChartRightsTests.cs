using K8sMirror.Cluster.Connection;
using K8sMirror.Operator.Telemetry;
using K8sMirror.Operator.Uninstalling;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>The chart's accounts do all their work with the chart's roles, and use all of them: no permission is missing or unnecessary.</summary>
public sealed class ChartRightsTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    private const string Deployments = $"apis/apps/v1/namespaces/{ChartAccount.Namespace}/deployments";
    private const string Events = "api/v1/namespaces/default/events";

    [Fact]
    public async Task The_operator()
    {
        var account = await ChartAccount.InstallAsync(Cluster.Server, "k8smirror-operator");

        await LiveAsync(account);

        await account.UsedExactlyItsRightsAsync();
    }

    [Fact]
    public async Task The_job_that_uninstalls()
    {
        var account = await ChartAccount.InstallAsync(Cluster.Server, "k8smirror-uninstall");
        await Cluster.Admin.DeleteAsync($"{Deployments}/k8smirror-operator");
        await Cluster.Admin.CreateAsync(Deployments, OperatorDeployment.Json);
        await Cluster.AddNodeAsync("node-a");
        await Cluster.AddMirrorAsync("ids");
        await using (await StartAsync(await ChartAccount.InstallAsync(Cluster.Server, "k8smirror-operator")))
        {
            await ReportProgrammedAsync("node-a");
        }

        var uninstall = UninstallAsync(account);
        await Cluster.SessionsBecomeAsync("node-a", "");
        await new SimulatedAgent(Cluster, "node-a").ReportAsync();
        Assert.Empty(await uninstall);
        // The first uninstall deleted the Lease; an uninstall without any earlier leader creates it.
        Assert.Empty(await UninstallAsync(account));

        await account.UsedExactlyItsRightsAsync();
    }

    [Theory]
    [InlineData("operator")]
    [InlineData("agent")]
    [InlineData("uninstall")]
    public async Task The_documentation_lists_what_the_chart_grants(string who)
    {
        var account = await ChartAccount.InstallAsync(Cluster.Server, $"k8smirror-{who}");

        var granted = (await account.GrantedAsync()).Select(right => right.ToString());

        Assert.Equal(granted.Order(StringComparer.Ordinal), Documented(who).Select(right => right.ToString()).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<AccountRight> Documented(string who) =>
        from line in File.ReadLines(Path.Combine(ApiServerFixture.Checkout(), "docs/operations/operator.md"))
        where line.StartsWith($"| {who} |", StringComparison.Ordinal)
        let cells = line.Split('|', StringSplitOptions.TrimEntries)
        let @group = cells[2] == "core" ? "" : cells[2].Trim('`')
        let ns = cells[4] == "the cluster" ? "" : cells[4] == "its namespace" ? ChartAccount.Namespace : cells[4].Trim('`')
        from verb in cells[5].Split(", ")
        select new AccountRight(
            ns, $"{@group}/{cells[3].Split('`')[1]}", cells[3].EndsWith("its own", StringComparison.Ordinal) ? "k8smirror-operator" : "", verb);

    /// <summary>Mirrors and nodes come and go, from an operator's view.</summary>
    private async Task LiveAsync(ChartAccount account)
    {
        await Cluster.AddNodeAsync("node-a");
        await Cluster.AddNodeAsync("node-b");
        await using var op = await StartAsync(account);
        await Cluster.SetAsync("backups", "192.0.2.1");
        await EventuallyAsync.True(async () => (await Cluster.Admin.GetAsync($"{TestCluster.Sets}/backups"))?["status"] is not null, "the set has a status");
        await Cluster.AddMirrorAsync("ids");
        await ReportProgrammedAsync("node-a", "node-b");
        await EventuallyAsync.True(
            async () => (await Cluster.Admin.ListAsync(Events)).Any(e => (string?)e["reason"] == "Programmed"), "an event tells of it");
        // A repeated event increments its count.
        await new SimulatedAgent(Cluster, "node-a").ReportAsync("ids");
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "False/ProgramFailed");
        await new SimulatedAgent(Cluster, "node-a").ReportAsync();
        await EventuallyAsync.True(
            async () => (await Cluster.Admin.ListAsync(Events)).Count(e => (string?)e["reason"] == "Programmed" && (int?)e["count"] == 2) == 1, "one event tells of both times");
        await Cluster.Admin.ApplyAsync("""
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: pods}
            spec:
              sources: [{podSelector: {}, namespaceSelector: {}}]
              targets: [{name: tool, interface: tap}]
            """);
        await Cluster.ConditionBecomesAsync("pods", "Programmed", "False/NoPods");
        await Cluster.Admin.DeleteAsync($"{TestCluster.Mirrors}/pods");
        await Cluster.Admin.DeleteAsync($"{TestCluster.Nodes}/node-b");
        await Cluster.SessionsBecomeAsync("node-b", null);
        await Cluster.Admin.DeleteAsync($"{TestCluster.Mirrors}/ids");
        await Cluster.SessionsBecomeAsync("node-a", "");
        await new SimulatedAgent(Cluster, "node-a").ReportAsync();
        await EventuallyAsync.True(async () => await Cluster.MirrorAsync("ids") is null, "the mirror is gone");
    }

    private Task<RunningOperator> StartAsync(ChartAccount account) => RunningOperator.StartAsync(
        Cluster.Server,
        with: options => options with
        {
            Namespace = ChartAccount.Namespace,
            AgentSelector = "app.kubernetes.io/component=agent",
            AgentGrace = TimeSpan.FromHours(1),
        },
        kubeconfig: account.Kubeconfig);

    private static async Task<IReadOnlyList<string>> UninstallAsync(ChartAccount account)
    {
        using var metrics = new OperatorMetrics(TimeProvider.System);
        using var api = new ApiConnection(KubeconfigFiles.ReadInPod(account.Kubeconfig));
        var options = new UninstallOptions { Namespace = ChartAccount.Namespace, Timeout = TimeSpan.FromSeconds(60), LeaseDuration = TimeSpan.FromSeconds(3) };
        return await Uninstaller.Create(api, options, metrics, TimeProvider.System, NullLoggerFactory.Instance).RunAsync(CancellationToken.None);
    }
}
