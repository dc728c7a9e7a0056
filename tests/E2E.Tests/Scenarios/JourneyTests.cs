using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Faults;
using K8sMirror.E2E.Monitoring;
using K8sMirror.E2E.Traffic;
using K8sMirror.Testing;
using K8sMirror.Testing.Monitoring;
using Xunit;
using Xunit.Sdk;

namespace K8sMirror.E2E.Scenarios;

/// <summary>
/// From an empty cluster to an empty cluster, like an admin: install, apply the examples, watch the dashboards, see every alert fire for its
/// cause, upgrade, roll back, uninstall.
/// </summary>
[Collection(ClusterTests.Name)]
public sealed class JourneyTests(ITestOutputHelper output)
{
    [KernelFact]
    public async Task From_an_empty_cluster_to_an_empty_cluster()
    {
        var step = new Steps(output);
        try
        {
            EmptyCluster.Make();
            EmptyCluster.Check();
            step.Done("empty");
            foreach (var node in ClusterFixture.Nodes)
            {
                Seccomp.Prepare(node.Name);
            }
            Release.InstallNew(ClusterFixture.Tag, Seccomp.Values);
            step.Done("helm install");

            using (new Examples())
            {
                step.Done("examples programmed");
                using (var prometheus = new ClusterPrometheus())
                {
                    await WatchAsync(prometheus, step);
                }
                ChangeRelease(step);
                Release.Uninstall();
                EmptyCluster.CheckUninstalled(Examples.Names);
                step.Done("helm uninstall");
            }
            EmptyCluster.Remove();
            EmptyCluster.Check();
            step.Done("empty again");
        }
        finally
        {
            EmptyCluster.Make(); // After an interruption, other scenarios must not find its mirrors.
            Release.Install(ClusterFixture.Tag);
        }
    }

    /// <summary>Metrics, dashboards, alerts.</summary>
    private static async Task WatchAsync(ClusterPrometheus prometheus, Steps step)
    {
        await prometheus.AnswersAsync("""count(up{job="k8smirror-agent"} == 1) == 3 and on() count(up{job="k8smirror-operator"} == 1) == 2""");
        await prometheus.AnswersAsync($"count(count by (mirror) (rate(k8smirror_mirrored_packets_total[10s]) > 0)) == {Examples.Names.Count}");
        step.Done("metrics");
        var watch = new AlertWatch(prometheus.Server);
        await watch.SilentAsync();
        var dashboards = new DashboardWatch(prometheus.Server);
        await dashboards.LookAsync();
        step.Done($"dashboards; without data while all is well: {dashboards}");

        using var site = new FaultSite();
        var faults = Fault.All(site).ToList();
        Assert.Equal(
            Alert.All.Select(alert => alert.Name).Order(StringComparer.Ordinal),
            faults.SelectMany(fault => fault.Raises).Select(alert => "K8sMirror" + alert.Name).Distinct().Order(StringComparer.Ordinal));
        var failures = new List<string>();
        foreach (var fault in faults)
        {
            try
            {
                await watch.RaisesAsync(fault, dashboards);
            }
            catch (Exception failure) when (failure is TimeoutException or XunitException or InvalidOperationException)
            {
                failures.Add($"{fault}: {failure.Message}"); // The next ones are independent of it.
            }
            step.Done(fault.What);
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        await dashboards.CompleteAsync();
        Examples.Programmed();
        step.Done("dashboards complete");
    }

    /// <summary>The chart's own test, an upgrade, a rollback: mirroring continues.</summary>
    private static void ChangeRelease(Steps step)
    {
        Assert.Contains("Succeeded", Release.Test(), StringComparison.Ordinal);
        step.Done("helm test");
        using var traffic = new ClusterTraffic();
        foreach (var (tag, change) in ((string, Action)[])[
            (ClusterFixture.NextTag, () => Release.Install(ClusterFixture.NextTag)), (ClusterFixture.Tag, Release.RollBack)])
        {
            change();
            Assert.All(Release.AgentImages(), image => Assert.EndsWith($":{tag}", image, StringComparison.Ordinal));
            Examples.Programmed();
            Assert.All(traffic.Nodes, node => node.Flows());
            step.Done($"release of {tag}");
        }
    }
}
