using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Traffic;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>The release: upgrade, rollback, uninstall.</summary>
[Collection(ClusterTests.Name)]
public sealed class ReleaseTests
{
    [KernelFact]
    public void An_upgrade_and_a_rollback_lose_and_double_no_copy()
    {
        using var traffic = new ClusterTraffic();
        using var mirror = AppliedMirror.Program("upgraded");
        Assert.All(traffic.Nodes, node => node.Flows());
        var first = traffic.Nodes.Select(node => node.Now).ToList();

        Release.Install(ClusterFixture.NextTag);
        Assert.All(Release.AgentImages(), image => Assert.EndsWith($":{ClusterFixture.NextTag}", image, StringComparison.Ordinal));
        Release.Install(ClusterFixture.Tag);

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

    [KernelFact]
    public void Uninstall_leaves_nothing_on_the_nodes_and_keeps_the_mirrors()
    {
        using var traffic = new ClusterTraffic();
        using var mirror = AppliedMirror.Program("kept", null, "eth3", "eth4");
        Assert.All(traffic.Nodes, node => node.Flows());
        try
        {
            Release.Uninstall();
            Assert.All(ClusterFixture.Nodes, node => Assert.Empty(node.Traces()));
            Assert.All(traffic.Nodes, node => node.IsSilent());
            Assert.Empty(Kubectl.Run("get", "nmir", "-o", "name"));
            Assert.Empty(Kubectl.Mirror("kept")!.Metadata.Finalizers ?? []);
            Assert.Empty(Kubectl.Run("get", "clusterrole,clusterrolebinding", "-l", "app.kubernetes.io/instance=k8smirror", "-o", "name"));
            // Helm does not wait until the last pod has ended.
            Eventually.Equal("", () => Kubectl.Run("-n", Release.Namespace, "get", "all,sa,role,rolebinding,pdb", "-l", "app.kubernetes.io/instance=k8smirror", "-o", "name"),
                TimeSpan.FromSeconds(60));
            Assert.Empty(Kubectl.Run("-n", Release.Namespace, "get", "lease", "-o", "name"));
        }
        finally
        {
            Release.Install(ClusterFixture.Tag);
        }
        _ = Kubectl.Until("kept", AppliedMirror.Programmed, "mirrored again by the new release");
        Assert.All(traffic.Nodes, node => node.Flows());
    }
}
