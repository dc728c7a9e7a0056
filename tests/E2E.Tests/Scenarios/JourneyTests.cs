using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Traffic;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>
/// From an empty cluster to an empty cluster, like an admin: install, apply the examples, run the chart's test, upgrade, roll back, uninstall.
/// </summary>
[Collection(ClusterTests.Name)]
public sealed class JourneyTests(ITestOutputHelper output)
{
    [KernelFact]
    public void From_an_empty_cluster_to_an_empty_cluster()
    {
        var step = new Steps(output);
        try
        {
            EmptyCluster.Make();
            EmptyCluster.Check();
            step.Done("empty");
            Release.InstallNew(ClusterFixture.Tag);
            step.Done("helm install");

            using (new Examples())
            {
                step.Done("examples programmed");
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
