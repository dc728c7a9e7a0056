using K8sMirror.Cluster.Connection;
using K8sMirror.Operator.Telemetry;
using K8sMirror.Operator.Uninstalling;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sMirror.Operator.Tests.Cluster;

public sealed class UninstallTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    private const string Deployment = $"apis/apps/v1/namespaces/{ChartAccount.Namespace}/deployments/k8smirror-operator";

    [Fact]
    public async Task The_operator_is_stopped_each_node_emptied_and_the_mirrors_let_go()
    {
        await DeployAsync();
        await Cluster.AddNodeAsync("node-a");
        await Cluster.AddNodeAsync("node-b");
        await Cluster.AddMirrorAsync("ids");
        await using (var op = await RunningOperator.StartAsync(Cluster.Server))
        {
            await Cluster.SessionsBecomeAsync("node-a", "ids");
            await Cluster.SessionsBecomeAsync("node-b", "ids");
        }

        await new SimulatedAgent(Cluster, "node-a").ReportAsync();
        await new SimulatedAgent(Cluster, "node-b").ReportAsync();
        var uninstall = UninstallAsync(TimeSpan.FromSeconds(60));

        await Cluster.SessionsBecomeAsync("node-a", "");
        await Cluster.SessionsBecomeAsync("node-b", "");
        Assert.Equal(0, (int)(await Cluster.Admin.GetAsync(Deployment))!["spec"]!["replicas"]!);
        await new SimulatedAgent(Cluster, "node-a").ReportAsync();
        Assert.NotNull(await Cluster.NodeMirrorAsync("node-b"));
        await new SimulatedAgent(Cluster, "node-b").ReportAsync();

        Assert.Empty(await uninstall);
        Assert.Empty(await Cluster.Admin.ListAsync(TestCluster.NodeMirrors));
        Assert.Null((await Cluster.MirrorAsync("ids"))!["metadata"]!["finalizers"]);
        Assert.Empty(await Cluster.Admin.ListAsync(TestCluster.Leases));
    }

    [Fact]
    public async Task A_node_that_does_not_become_clean_is_named_and_nothing_is_let_go()
    {
        await MirroredOnceAsync("node-a", "node-b");

        Assert.Equal(["node-a", "node-b"], await UninstallAsync(TimeSpan.FromSeconds(4)));

        Assert.Equal("", await Cluster.SessionsAsync("node-a"));
        Assert.NotNull((await Cluster.MirrorAsync("ids"))!["metadata"]!["finalizers"]);
    }

    [Fact]
    public async Task A_lost_node_and_one_without_an_agent_are_not_waited_for()
    {
        await MirroredOnceAsync("node-a");
        await Cluster.LoseNodeAsync("node-a", DateTimeOffset.UtcNow);
        await Cluster.AddNodeAsync("node-b");
        await Cluster.Admin.ApplyAsync("""{"apiVersion":"k8smirror.io/v1alpha1","kind":"NodeMirror","metadata":{"name":"node-b"},"spec":{"sessions":[]}}""");

        Assert.Empty(await UninstallAsync(TimeSpan.FromSeconds(60)));
        Assert.Empty(await Cluster.Admin.ListAsync(TestCluster.NodeMirrors));
    }

    [Fact]
    public async Task While_another_leads_nothing_is_written()
    {
        await using var op = await PlannedAsync("node-a");

        await Assert.ThrowsAsync<TimeoutException>(() => UninstallAsync(TimeSpan.FromSeconds(3)));

        Assert.Equal("ids", await Cluster.SessionsAsync("node-a"));
    }

    private async Task MirroredOnceAsync(params string[] nodes)
    {
        foreach (var node in nodes)
        {
            await Cluster.AddNodeAsync(node);
        }

        await Cluster.AddMirrorAsync("ids");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        foreach (var node in nodes)
        {
            await Cluster.SessionsBecomeAsync(node, "ids");
            await new SimulatedAgent(Cluster, node).ReportAsync();
        }
    }

    private async Task<IReadOnlyList<string>> UninstallAsync(TimeSpan timeout)
    {
        using var metrics = new OperatorMetrics(TimeProvider.System);
        using var api = new ApiConnection(KubeconfigFiles.ReadInPod(Cluster.Server.Kubeconfig("admin")));
        var options = new UninstallOptions { Namespace = ChartAccount.Namespace, Timeout = timeout, LeaseDuration = TimeSpan.FromSeconds(3) };
        return await Uninstaller.Create(api, options, metrics, TimeProvider.System, NullLoggerFactory.Instance).RunAsync(CancellationToken.None);
    }

    private async Task DeployAsync()
    {
        await Cluster.Admin.DeleteAsync(Deployment);
        await Cluster.Admin.CreateAsync(Path.GetDirectoryName(Deployment)!, OperatorDeployment.Json);
    }
}
