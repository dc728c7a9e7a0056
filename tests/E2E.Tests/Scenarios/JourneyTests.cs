using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Traffic;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>
/// Like an admin: the examples are mirrored; uninstall, which keeps the mirrors; install again; remove everything; install on the empty cluster.
/// </summary>
[Collection(ClusterTests.Name)]
public sealed class JourneyTests(ITestOutputHelper output)
{
    [KernelFact]
    public void From_the_examples_to_an_empty_cluster_and_back()
    {
        var step = new Steps(output);
        try
        {
            using (new Examples())
            {
                step.Done("examples programmed");
                using var traffic = new ClusterTraffic();
                Assert.All(traffic.Nodes, node => node.Flows());
                Release.Uninstall();
                EmptyCluster.CheckUninstalled(Examples.Names);
                Assert.All(traffic.Nodes, node => node.IsSilent());
                step.Done("helm uninstall");

                Release.InstallNew(ClusterFixture.Tag);
                step.Done("helm install");
                Examples.Programmed();
                Assert.All(traffic.Nodes, node => node.Flows());
                step.Done("the mirrors that were kept are mirrored again");
            }
            EmptyCluster.Make();
            EmptyCluster.Check();
            step.Done("empty");
        }
        finally
        {
            EmptyCluster.Make(); // After an interruption, other scenarios must not find its mirrors.
            Release.Install(ClusterFixture.Tag);
            step.Done("installed on the empty cluster");
        }
    }
}
