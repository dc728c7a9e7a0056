using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Traffic;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>The release: upgrade and rollback, as the chart does them by default, and a second one.</summary>
[Collection(ClusterTests.Name)]
public sealed class ReleaseTests
{
    [KernelFact]
    public void An_upgrade_and_a_rollback_lose_and_double_no_copy()
    {
        Release.Upgrade(ClusterFixture.Tag);
        using var traffic = new ClusterTraffic();
        using var mirror = AppliedMirror.Program("upgraded");
        Assert.All(traffic.Nodes, node => node.Flows());
        var first = traffic.Nodes.Select(node => node.Now).ToList();

        foreach (var (tag, change) in ((string, Action)[])[(ClusterFixture.NextTag, () => Release.Upgrade(ClusterFixture.NextTag)), (ClusterFixture.Tag, Release.RollBack)])
        {
            change();
            Assert.All(Release.AgentImages(), image => Assert.EndsWith($":{tag}", image, StringComparison.Ordinal));
            Assert.All(traffic.Nodes, node => node.Flows());
        }

        foreach (var (node, from) in traffic.Nodes.Zip(first))
        {
            node.Flows();
            node.EveryFrameCameOnce(from);
        }
        Assert.True(AppliedMirror.Programmed(Kubectl.Mirror("upgraded")!));
    }

    [KernelFact]
    public void A_second_release_is_refused_whoever_brings_the_CRDs()
    {
        foreach (var (crds, says) in new[] { ("true", "cannot be imported into the current release"), ("false", "a cluster has room for one") })
        {
            var refused = Script.Try("helm", "install", "second", Repository.At("deploy/helm/k8smirror"), "--namespace", "second", "--create-namespace",
                "--dry-run=server", "--set", $"crds.install={crds}");
            Assert.NotEqual(0, refused.ExitCode);
            Assert.Contains(says, refused.Error, StringComparison.Ordinal);
        }
    }
}
