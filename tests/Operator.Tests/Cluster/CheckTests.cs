using K8sMirror.Cluster.Connection;
using K8sMirror.Operator.Checking;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>What <c>helm test</c> runs: on a healthy installation, and on one for each possible fault.</summary>
public sealed class CheckTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    private const string Apps = $"apis/apps/v1/namespaces/{ChartAccount.Namespace}";
    private const string Pods = $"api/v1/namespaces/{ChartAccount.Namespace}/pods";

    [Fact]
    public async Task An_installation_that_is_well_passes()
    {
        await using var op = await InstallAsync();

        var findings = await CheckAsync(TimeSpan.FromSeconds(30));

        Assert.All(findings, f => Assert.True(f.IsGood, f.ToString()));
        Assert.Equal(
            ["agents", "kinds", "leader", "metrics of agent-a", "metrics of operator-a", "nodes", "operator"],
            findings.Select(f => f.Subject).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_agent_that_is_not_ready_and_one_that_is_behind_are_named()
    {
        await using var op = await InstallAsync();
        await Cluster.Admin.MergeAsync($"{Apps}/daemonsets/k8smirror-agent/status", """{"status":{"numberReady":0}}""");
        await Cluster.AddMirrorAsync("audit", target: "eth3");
        await Cluster.SessionsBecomeAsync("node-a", "audit ids");

        var findings = await CheckAsync(TimeSpan.Zero);

        Assert.Equal(["FAILED agents: 0 of 1 are ready", "FAILED nodes: behind: node-a"], Failed(findings));
    }

    [Fact]
    public async Task Without_a_leader_and_replicas_it_fails()
    {
        var op = await InstallAsync();
        await Cluster.Admin.MergeAsync($"{Apps}/deployments/k8smirror-operator/status", """{"status":{"readyReplicas":1}}""");
        await op.DisposeAsync();

        var failed = Failed(await CheckAsync(TimeSpan.Zero));

        Assert.Contains("FAILED operator: 1 of 2 replicas are ready", failed);
        Assert.Contains("FAILED leader: nobody holds the Lease", failed);
        Assert.Contains(failed, f => f.StartsWith("FAILED metrics of operator-a: http://127.0.0.1:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nothing_is_installed_everything_that_is_missing_is_named()
    {
        await RemoveAsync();

        var failed = Failed(await CheckAsync(TimeSpan.Zero));

        Assert.Equal(4, failed.Count);
        Assert.Contains($"FAILED agents: there is no {Apps}/daemonsets/k8smirror-agent", failed);
        Assert.Contains($"FAILED operator: there is no {Apps}/deployments/k8smirror-operator", failed);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await RemoveAsync();
        await base.DisposeAsync();
    }

    private static List<string> Failed(IReadOnlyList<Finding> findings) => [.. findings.Where(f => !f.IsGood).Select(f => f.ToString())];

    private async Task<IReadOnlyList<Finding>> CheckAsync(TimeSpan timeout)
    {
        using var api = new ApiConnection(KubeconfigFiles.ReadInPod(Cluster.Server.Kubeconfig("admin")));
        return await new InstallationCheck(
            api, new() { Namespace = ChartAccount.Namespace, Timeout = timeout, Poll = TimeSpan.FromMilliseconds(50) }, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A running operator that leads; its metrics also serve as the agent's.</summary>
    private async Task<RunningOperator> InstallAsync()
    {
        await RemoveAsync();
        var op = await ProgrammedAsync("node-a");
        await Cluster.Admin.CreateAsync($"{Apps}/daemonsets", Workload("DaemonSet", "agent", ""));
        await Cluster.Admin.MergeAsync($"{Apps}/daemonsets/k8smirror-agent/status",
            """{"status":{"observedGeneration":1,"desiredNumberScheduled":1,"numberReady":1,"currentNumberScheduled":1,"numberMisscheduled":0}}""");
        await Cluster.Admin.CreateAsync($"{Apps}/deployments", Workload("Deployment", "operator", "\"replicas\":2,"));
        await Cluster.Admin.MergeAsync($"{Apps}/deployments/k8smirror-operator/status", """{"status":{"replicas":2,"readyReplicas":2}}""");
        foreach (var component in (string[])["operator", "agent"])
        {
            await Cluster.Admin.CreateAsync(Pods, $$"""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{component}}-a","namespace":"{{ChartAccount.Namespace}}","labels":{"app":"k8smirror","app.kubernetes.io/component":"{{component}}"} },
                 "spec":{"nodeName":"node-a","containers":[{"name":"c","image":"x","ports":[{"name":"metrics","containerPort":{{op.Http.BaseAddress!.Port}}}]}]} }
                """);
            await Cluster.Admin.MergeAsync($"{Pods}/{component}-a/status", """{"status":{"podIP":"127.0.0.1","phase":"Running"}}""");
        }
        return op;
    }

    private async Task RemoveAsync()
    {
        foreach (var path in (string[])[$"{Apps}/daemonsets/k8smirror-agent", $"{Apps}/deployments/k8smirror-operator", $"{Pods}/operator-a?gracePeriodSeconds=0", $"{Pods}/agent-a?gracePeriodSeconds=0"])
        {
            await Cluster.Admin.DeleteAsync(path);
        }
    }

    private static string Workload(string kind, string component, string more) => $$"""
        {"apiVersion":"apps/v1","kind":"{{kind}}","metadata":{"name":"k8smirror-{{component}}","namespace":"{{ChartAccount.Namespace}}"},"spec":{ {{more}}
          "selector":{"matchLabels":{"app":"k8smirror","app.kubernetes.io/component":"{{component}}"} },
          "template":{"metadata":{"labels":{"app":"k8smirror","app.kubernetes.io/component":"{{component}}"} },"spec":{"containers":[{"name":"c","image":"x"}]} } } }
        """;
}
